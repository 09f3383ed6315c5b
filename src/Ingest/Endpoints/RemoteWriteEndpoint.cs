using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Remote write 1.0, and the same message from the other roles of this system.</summary>
internal sealed class RemoteWriteEndpoint(ISampleStore store, IngestOptions options, ILogger<RemoteWriteEndpoint> log)
{
    private const string Version1 = "prometheus.WriteRequest";

    /// <summary>The public route: one bad sample refuses the whole request, as upstream does.</summary>
    public Task WriteAsync(HttpContext http) => options.RemoteWriteReceiver
        ? ReceiveAsync(http, partial: false)
        : ProtobufBody.PlainAsync(http, StatusCodes.Status404NotFound, "remote write receiver needs to be enabled with --web.enable-remote-write-receiver");

    /// <summary>The route between our roles: what can be stored is stored, the rest is counted in a header.</summary>
    public Task FromPeerAsync(HttpContext http) => ReceiveAsync(http, partial: true);

    private async Task ReceiveAsync(HttpContext http, bool partial)
    {
        if (Unsupported(http.Request) is { } reason)
        {
            await ProtobufBody.PlainAsync(http, StatusCodes.Status415UnsupportedMediaType, reason).ConfigureAwait(false);
            return;
        }
        try
        {
            WriteRequest request = await ProtobufBody.ReadAsync(http, WriteRequest.Parser).ConfigureAwait(false);
            using IAppender appender = store.CreateAppender();
            int dropped = Append(request, appender, partial, out string? refusal);
            if (refusal is not null)
            {
                appender.Rollback();
                await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, refusal).ConfigureAwait(false);
                return;
            }
            await appender.CommitAsync(http.RequestAborted).ConfigureAwait(false);
            if (partial && dropped > 0) http.Response.Headers[PeerRoutes.DroppedHeader] = dropped.ToString(System.Globalization.CultureInfo.InvariantCulture);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (InvalidDataException e)
        {
            await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not Microsoft.AspNetCore.Connections.ConnectionResetException)
        {
            EndpointLog.NotStored(log, e);
            await ProtobufBody.PlainAsync(http, StatusCodes.Status500InternalServerError, "the samples could not be stored").ConfigureAwait(false);
        }
    }

    private static string? Unsupported(HttpRequest request)
    {
        string[] parts = (request.ContentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(PeerRoutes.ContentType, StringComparison.OrdinalIgnoreCase)) return $"expected {PeerRoutes.ContentType} as the first (media) part, got {request.ContentType}";
        string proto = parts.Skip(1).FirstOrDefault(part => part.StartsWith("proto=", StringComparison.OrdinalIgnoreCase)) is { } given ? given["proto=".Length..].Trim('"') : Version1;
        if (proto == "io.prometheus.write.v2.Request") return "remote write 2.0 is not implemented yet; send prometheus.WriteRequest";
        if (proto != Version1) return $"unknown remote write protobuf message {proto}";
        string encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase) ? null : $"{encoding} encoding (compression) is not accepted by this server; only snappy is acceptable";
    }

    // Gives back how many samples were not taken; the first refusal ends a request that is not partial.
    private int Append(WriteRequest request, IAppender appender, bool partial, out string? refusal)
    {
        var scratch = new LabelSetBuilder();
        int dropped = 0;
        refusal = null;
        foreach (TimeSeries series in request.Timeseries)
        {
            if (!WireLabels.TryRead(series.Labels, scratch, out LabelSet labels) || !labels.Contains(LabelNames.MetricNameUtf8))
            {
                // Upstream takes the rest and answers 204.
                EndpointLog.InvalidLabels(log, series.Samples.Count);
                dropped += series.Samples.Count + series.Histograms.Count;
                continue;
            }
            dropped += AppendSeries(series, labels, appender, ref refusal);
            if (refusal is not null && !partial) return dropped;
            refusal = null;
        }
        return dropped;
    }

    private static int AppendSeries(TimeSeries series, LabelSet labels, IAppender appender, ref string? refusal)
    {
        SeriesRef handle = default;
        int dropped = 0;
        foreach (Sample sample in series.Samples) Judge(appender.Append(ref handle, labels, sample.Timestamp, sample.Value), labels, ref refusal, ref dropped);
        foreach (WireHistogram histogram in series.Histograms)
            Judge(appender.Append(ref handle, labels, histogram.Timestamp, HistogramWire.Read(histogram)), labels, ref refusal, ref dropped);
        foreach (WireExemplar exemplar in series.Exemplars)
            if (WireLabels.TryRead(exemplar.Labels, new LabelSetBuilder(), out LabelSet own))
                appender.AppendExemplar(ref handle, labels, new Exemplar(own, exemplar.Value, exemplar.Timestamp));
        return dropped;
    }

    private static void Judge(AppendOutcome outcome, LabelSet labels, ref string? refusal, ref int dropped)
    {
        if (outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate) return;
        dropped++;
        refusal ??= (outcome switch
        {
            AppendOutcome.OutOfOrder => "out of order sample",
            AppendOutcome.OutOfBounds => "out of bounds",
            AppendOutcome.TooFarInFuture => "too far in the future",
            AppendOutcome.DuplicateForTimestamp => "duplicate sample for timestamp",
            AppendOutcome.NotSupported => "not implemented yet: the store cannot keep this kind of sample",
            _ => "invalid labels",
        }) + " for series " + labels;
    }
}
