using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tocsin.Testing.Servers;

/// <summary>A request that arrived.</summary>
public sealed record CaughtRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public DateTimeOffset At { get; } = TimeProvider.System.GetUtcNow();
}

/// <summary>Stands where a webhook, Slack's or any other, would be: keeps what arrives and answers as it is told.</summary>
public sealed class WebCatcher : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CaughtRequest> _requests = new();

    private WebCatcher(WebApplication app) => _app = app;

    /// <summary>What to answer; Slack's <c>ok</c> unless a test says otherwise.</summary>
    public Func<CaughtRequest, (int Status, string Body)> Answer { get; set; } = _ => (200, "ok");

    public IReadOnlyList<CaughtRequest> Requests => [.. _requests];

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <param name="host">Where to listen; containers reach the test only on all addresses of this machine.</param>
    public static async Task<WebCatcher> StartAsync(string host = "127.0.0.1")
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{host}:0");
        WebApplication app = builder.Build();
        var catcher = new WebCatcher(app);
        app.Run(catcher.CatchAsync);
        await app.StartAsync();
        catcher.Url = new Uri($"http://127.0.0.1:{new Uri(app.Urls.First()).Port}");
        return catcher;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task CatchAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new CaughtRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            await reader.ReadToEndAsync(context.RequestAborted));
        _requests.Enqueue(request);
        (context.Response.StatusCode, string body) = Answer(request);
        await context.Response.WriteAsync(body);
    }
}
