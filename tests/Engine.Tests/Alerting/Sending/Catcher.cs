using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;

namespace Tocsin.Engine.Tests.Alerting.Sending;

/// <summary>An HTTP server on a free port that keeps what was posted to it.</summary>
internal sealed class Catcher : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Catcher(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public int Status { get; set; } = 200;

    public List<(string Path, string Authorization, JsonElement Body)> Posts { get; } = [];

    public static async Task<Catcher> StartAsync()
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var catcher = new Catcher(app);
        app.Run(catcher.CatchAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return catcher;
    }

    public async Task<int> WaitAsync(int posts)
    {
        for (int i = 0; i < 500 && Count() < posts; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        return Count();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private int Count()
    {
        lock (Posts) return Posts.Count;
    }

    private async Task CatchAsync(HttpContext http)
    {
        using JsonDocument body = await JsonDocument.ParseAsync(http.Request.Body);
        lock (Posts) Posts.Add((http.Request.Path, http.Request.Headers.Authorization.ToString(), body.RootElement.Clone()));
        http.Response.StatusCode = Status;
    }
}
