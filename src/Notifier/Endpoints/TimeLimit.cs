using Microsoft.AspNetCore.Http;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Ends a request that takes longer than it may, in upstream's words.</summary>
/// <param name="limit">Zero is none.</param>
internal sealed class TimeLimit(TimeSpan limit, TimeProvider clock)
{
    public RequestDelegate Around(RequestDelegate serve) => limit <= TimeSpan.Zero ? serve : http => ServeAsync(http, serve);

    private async Task ServeAsync(HttpContext http, RequestDelegate serve)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        http.RequestAborted = either.Token;
        try
        {
            await serve(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.RequestAborted = CancellationToken.None;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync($"Exceeded configured timeout of {limit.TotalSeconds:0.###}s.\n", CancellationToken.None).ConfigureAwait(false);
        }
    }
}
