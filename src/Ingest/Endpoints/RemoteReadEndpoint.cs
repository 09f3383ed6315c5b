using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// Remote read. Answers in SAMPLES also to those who would rather have STREAMED_XOR_CHUNKS: the protocol leaves the choice to the server.
/// </summary>
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
            var response = new ReadResponse();
            var budget = new Budget();
            foreach (Query query in request.Queries) response.Results.Add(await SelectAsync(query, externalLabels, budget, http.RequestAborted).ConfigureAwait(false));
            await ProtobufBody.WriteAsync(http, response).ConfigureAwait(false);
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

    private async ValueTask<QueryResult> SelectAsync(Query query, LabelSet externalLabels, Budget budget, CancellationToken cancel)
    {
        var result = new QueryResult();
        Matcher[] matchers = [.. query.Matchers.Select(WireLabels.Read).Where(matcher => !IsExternal(matcher, externalLabels))];
        if (matchers.All(matcher => matcher.MatchesEmpty)) matchers = [.. matchers, new Matcher(LabelNames.MetricName, MatchOperator.Regex, ".+")];
        var selector = new SeriesSelector(matchers, query.StartTimestampMs, query.EndTimestampMs);
        if (query.Hints is { } hints) selector = selector with { Hints = new SelectHints(hints.StepMs, hints.RangeMs, hints.Func, [.. hints.Grouping], hints.By) };
        using ISeriesSelection selection = await series.SelectAsync(selector, cancel).ConfigureAwait(false);
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            if (columns.Count == 0) continue;
            budget.Take(columns.Count);
            var one = new TimeSeries();
            WireLabels.Write(WithExternal(selection.LabelsAt(i), externalLabels), one.Labels);
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

    private static bool IsExternal(Matcher matcher, LabelSet externalLabels) =>
        matcher.Operator == MatchOperator.Equal && externalLabels.Count > 0 && externalLabels.Get(matcher.NameUtf8.Span).SequenceEqual(matcher.ValueUtf8.Span) && matcher.Value.Length > 0;

    private static LabelSet WithExternal(LabelSet labels, LabelSet externalLabels)
    {
        if (externalLabels.Count == 0) return labels;
        var builder = new LabelSetBuilder(labels);
        foreach (LabelPair pair in externalLabels)
            if (builder.Get(pair.Name).IsEmpty)
                builder.Set(pair.Name, pair.Value);
        return builder.Build();
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
