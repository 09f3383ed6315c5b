using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/stream: server-sent events that say what changed; the page then reads what it shows.</summary>
internal sealed class ChangeStreamEndpoint(INotifierChanges changes, EndpointSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private int _open;

    public async Task StreamAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _open) > settings.MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            await ApiResponse.RefuseAsync(http, new ApiFault(503, 0, "too many change streams are open")).ConfigureAwait(false);
            return;
        }
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAsync(http, $"event: hello\ndata: {ServerTime()}\n\n").ConfigureAwait(false);
            await RelayAsync(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The page was closed.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RelayAsync(HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        CancellationToken gone = ended.Token;
        using var timer = new PeriodicTimer(PingEvery, clock);
        IAsyncEnumerator<ChangeTopics> source = changes.SubscribeAsync(gone).GetAsyncEnumerator(gone);
        await using (source.ConfigureAwait(false))
        {
            Task<bool> change = source.MoveNextAsync().AsTask(), ping = timer.WaitForNextTickAsync(gone).AsTask();
            try
            {
                for (long id = 1; ;)
                {
                    if (await Task.WhenAny(change, ping).ConfigureAwait(false) == ping)
                    {
                        await ping.ConfigureAwait(false);
                        await SendAsync(http, $"event: ping\ndata: {ServerTime()}\n\n").ConfigureAwait(false);
                        ping = timer.WaitForNextTickAsync(gone).AsTask();
                        continue;
                    }
                    if (!await change.ConfigureAwait(false)) return;
                    string number = (id++).ToString(CultureInfo.InvariantCulture);
                    await SendAsync(http, $"id: {number}\nevent: change\ndata: {{\"topics\":[{Names(source.Current)}]}}\n\n").ConfigureAwait(false);
                    change = source.MoveNextAsync().AsTask();
                }
            }
            finally
            {
                // An enumerator may not be disposed of while it is asked for its next element.
                await ended.CancelAsync().ConfigureAwait(false);
                await ((Task)change).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private string ServerTime() => $"{{\"serverTime\":\"{WireTime.Text(clock.GetUtcNow())}\"}}";

    private static string Names(ChangeTopics topics)
    {
        var names = new List<string>(4);
        if (topics.HasFlag(ChangeTopics.Alerts)) names.Add("\"alerts\"");
        if (topics.HasFlag(ChangeTopics.Silences)) names.Add("\"silences\"");
        if (topics.HasFlag(ChangeTopics.Notifications)) names.Add("\"notifications\"");
        if (topics.HasFlag(ChangeTopics.Groups)) names.Add("\"groups\"");
        return string.Join(',', names);
    }

    private static async Task SendAsync(HttpContext http, string text)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
