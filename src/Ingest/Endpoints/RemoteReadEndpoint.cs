using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Remote read, in the first of the accepted types of answer that is known.</summary>
internal sealed class RemoteReadEndpoint(ISeriesSource series, ConfigInUse config) : IDisposable
{
    private const int MaxAtOnce = 10;
    private const int MaxQueries = 100;
    private const long MaxSamples = 50_000_000;

    private readonly SemaphoreSlim _slots = new(MaxAtOnce);

    /// <summary>The public route: external labels are added, and matchers on them are answered here.</summary>
    public Task ReadAsync(HttpContext http) => AnswerAsync(http, config.Current?.Global.ExternalLabels ?? LabelSet.Empty);

    /// <summary>The route between our roles: series as they are stored.</summary>
    public Task ForPeerAsync(HttpContext http) => AnswerAsync(http, LabelSet.Empty);

    public void Dispose() => _slots.Dispose();

    private async Task AnswerAsync(HttpContext http, LabelSet externalLabels)
    {
        await _slots.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        try
        {
            ReadRequest request = await ProtobufBody.ReadAsync(http, ReadRequest.Parser).ConfigureAwait(false);
            if (request.Queries.Count > MaxQueries) throw new InvalidDataException($"more than {MaxQueries} queries in one request");
            if (TypeOf(request) == ReadRequest.Types.ResponseType.StreamedXorChunks) await StreamAsync(http, request, externalLabels).ConfigureAwait(false);
            else await SampleAsync(http, request, externalLabels).ConfigureAwait(false);
        }
        catch (Exception e) when (http.Response.HasStarted && e is not OperationCanceledException)
        {
            // Half an answer must not look like a whole one.
            http.Abort();
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private static ReadRequest.Types.ResponseType TypeOf(ReadRequest request)
    {
        if (request.AcceptedResponseTypes.Count == 0) return ReadRequest.Types.ResponseType.Samples;
        foreach (ReadRequest.Types.ResponseType type in request.AcceptedResponseTypes)
            if (Enum.IsDefined(type))
                return type;
        throw new InvalidDataException($"server does not support any of the requested response types: [{string.Join(' ', request.AcceptedResponseTypes)}]");
    }

    private async Task StreamAsync(HttpContext http, ReadRequest request, LabelSet externalLabels)
    {
        // What can be wrong with the request is found before the answer begins.
        SeriesSelector[] selectors = [.. request.Queries.Select(query => RemoteReadQuery.SelectorOf(query, externalLabels))];
        http.Response.ContentType = StreamedRead.ContentType;
        var answer = new StreamedRead(http.Response);
        for (int i = 0; i < selectors.Length; i++)
        {
            using ISeriesSelection selection = await series.SelectAsync(selectors[i], http.RequestAborted).ConfigureAwait(false);
            await answer.SendAsync(i, selection, externalLabels, http.RequestAborted).ConfigureAwait(false);
        }
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private async Task SampleAsync(HttpContext http, ReadRequest request, LabelSet externalLabels)
    {
        var response = new ReadResponse();
        var budget = new Budget();
        foreach (Query query in request.Queries) response.Results.Add(await SelectAsync(query, externalLabels, budget, http.RequestAborted).ConfigureAwait(false));
        await ProtobufBody.WriteAsync(http, response).ConfigureAwait(false);
    }

    private async ValueTask<QueryResult> SelectAsync(Query query, LabelSet externalLabels, Budget budget, CancellationToken cancel)
    {
        var result = new QueryResult();
        SeriesSelector selector = RemoteReadQuery.SelectorOf(query, externalLabels);
        using ISeriesSelection selection = await series.SelectAsync(selector, cancel).ConfigureAwait(false);
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            if (columns.Count == 0) continue;
            budget.Take(columns.Count);
            var one = new TimeSeries();
            WireLabels.Write(RemoteReadQuery.WithExternal(selection.LabelsAt(i), externalLabels), one.Labels);
            Copy(columns, one);
            result.Timeseries.Add(one);
        }
        return result;
    }

    private static void Copy(SampleColumns columns, TimeSeries into)
    {
        ReadOnlySpan<NativeHistogram?> histograms = columns.Histograms;
        for (int i = 0; i < columns.Count; i++)
        {
            if (!histograms.IsEmpty && histograms[i] is { } histogram) into.Histograms.Add(HistogramWire.Write(columns.Timestamps[i], histogram));
            else into.Samples.Add(new Sample { Timestamp = columns.Timestamps[i], Value = columns.Values[i] });
        }
    }

    private sealed class Budget
    {
        private long _left = MaxSamples;

        public void Take(int samples)
        {
            _left -= samples;
            if (_left < 0) throw new InvalidDataException($"exceeded sample limit ({MaxSamples})");
        }
    }
}
