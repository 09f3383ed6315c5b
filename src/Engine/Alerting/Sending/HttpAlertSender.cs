using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>Posts batches to one Alertmanager API (<c>/api/v2/alerts</c>). Owns its client.</summary>
internal sealed class HttpAlertSender(HttpClient client, Uri endpoint, TimeSpan timeout, TimeProvider clock) : IAlertSender, IDisposable
{
    public async ValueTask<AlertSendOutcome> SendAsync(AlertBatch batch, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        AlertJson.Write(body, batch);
        using var limit = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return Outcome(answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return AlertSendOutcome.Unreachable;
        }
    }

    public void Dispose() => client.Dispose();

    private static AlertSendOutcome Outcome(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => AlertSendOutcome.Sent,
        429 or >= 500 => AlertSendOutcome.Unreachable,
        _ => AlertSendOutcome.Refused,
    };
}
