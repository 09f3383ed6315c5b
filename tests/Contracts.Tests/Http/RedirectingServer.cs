using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;

namespace Tocsin.Contracts.Tests.Http;

/// <summary>Sends everybody elsewhere.</summary>
internal sealed class RedirectingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RedirectingServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<RedirectingServer> StartAsync(Uri to)
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(http =>
        {
            http.Response.Redirect(to.ToString());
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RedirectingServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
