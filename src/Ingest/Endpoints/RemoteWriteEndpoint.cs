using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Remote write 1.0 and 2.0, and the first of them from the other roles of this system.</summary>
internal sealed class RemoteWriteEndpoint(ISampleStore store, IngestOptions options, TimeProvider clock, ILogger<RemoteWriteEndpoint> log)
{
    private const string Message1 = "prometheus.WriteRequest";
    private const string Message2 = "io.prometheus.write.v2.Request";

    private readonly SeriesMemo _memo = new(clock);

    /// <summary>The public route.</summary>
    public Task WriteAsync(HttpContext http) => options.RemoteWriteReceiver
        ? ReceiveAsync(http, fromPeer: false)
        : ProtobufBody.PlainAsync(http, StatusCodes.Status404NotFound, "remote write receiver needs to be enabled with --web.enable-remote-write-receiver");

    /// <summary>The route between our roles: what can be stored is stored, the rest is counted in a header.</summary>
    public Task FromPeerAsync(HttpContext http) => ReceiveAsync(http, fromPeer: true);

    private async Task ReceiveAsync(HttpContext http, bool fromPeer)
    {
        if (Unsupported(http.Request, out bool second) is { } reason)
        {
            await ProtobufBody.PlainAsync(http, StatusCodes.Status415UnsupportedMediaType, reason).ConfigureAwait(false);
            return;
        }
        try
        {
            using PooledBody body = await PooledBody.ReadAsync(http).ConfigureAwait(false);
            using IAppender appender = store.CreateAppender();
            var batch = new RemoteWriteBatch(appender, _memo, stopAtRefusal: !second && !fromPeer);
            bool taken = Append(second ? new WriteRequest2Reader(body.Plain) : new WriteRequest1Reader(body.Plain), batch);
            if (taken) await appender.CommitAsync(http.RequestAborted).ConfigureAwait(false);
            else appender.Rollback();
            if (batch.Unlabelled > 0) EndpointLog.InvalidLabels(log, batch.Unlabelled);
            if (fromPeer) await AnswerPeerAsync(http, batch).ConfigureAwait(false);
            else await AnswerAsync(http, batch, second).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            if (second) Tell(http, 0, 0, 0);
            await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not Microsoft.AspNetCore.Connections.ConnectionResetException)
        {
            EndpointLog.NotStored(log, e);
            if (second) Tell(http, 0, 0, 0);
            await ProtobufBody.PlainAsync(http, StatusCodes.Status500InternalServerError, "the samples could not be stored").ConfigureAwait(false);
        }
    }

    private static bool Append(IWriteRequestReader request, RemoteWriteBatch batch)
    {
        var series = new IncomingSeries { ReadLabelsLate = true };
        while (request.Next(series))
            if (!batch.Take(series))
                return false;
        return true;
    }

    private static Task AnswerAsync(HttpContext http, RemoteWriteBatch batch, bool second)
    {
        if (second) Tell(http, batch.Samples, batch.Histograms, batch.Exemplars);
        if (batch.Refusal is { } refusal) return ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, refusal);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task AnswerPeerAsync(HttpContext http, RemoteWriteBatch batch)
    {
        if (batch.Dropped > 0) http.Response.Headers[PeerRoutes.DroppedHeader] = batch.Dropped.ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Version 2: how much of the request is stored, also when the rest is refused.</summary>
    private static void Tell(HttpContext http, int samples, int histograms, int exemplars)
    {
        http.Response.Headers["X-Prometheus-Remote-Write-Samples-Written"] = samples.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-Prometheus-Remote-Write-Histograms-Written"] = histograms.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-Prometheus-Remote-Write-Exemplars-Written"] = exemplars.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Unsupported(HttpRequest request, out bool second)
    {
        second = false;
        string[] parts = (request.ContentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(PeerRoutes.ContentType, StringComparison.OrdinalIgnoreCase)) return $"expected {PeerRoutes.ContentType} as the first (media) part, got {request.ContentType}";
        string message = parts.Skip(1).FirstOrDefault(part => part.StartsWith("proto=", StringComparison.OrdinalIgnoreCase)) is { } given ? given["proto=".Length..].Trim('"') : Message1;
        second = message == Message2;
        if (!second && message != Message1) return $"unknown remote write protobuf message {message}";
        string encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase) ? null : $"{encoding} encoding (compression) is not accepted by this server; only snappy is acceptable";
    }
}
