using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A server on loopback that keeps what it is sent and answers as it is told.</summary>
internal sealed class HttpCatcher : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpCatcher(WebApplication app) => _app = app;

    public ConcurrentQueue<Caught> Requests { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = static http => http.Response.WriteAsync("ok");

    public string Url => _app.Urls.First();

    public static async Task<HttpCatcher> StartAsync()
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var catcher = new HttpCatcher(app);
        app.Run(catcher.CatchAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return catcher;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public static Func<HttpContext, Task> Json(int status, string body) => http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(body);
    };

    private async Task CatchAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        Requests.Enqueue(new Caught(
            http.Request.Method, http.Request.Path.Value ?? "", body, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            http.Features.Get<IHttpRequestFeature>()!.RawTarget));
        await Answer(http);
    }
}

/// <param name="Target">Path and query as they came.</param>
internal sealed record Caught(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers, string Target);
