using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tocsin.Testing.Servers;

/// <summary>A metrics page for machines without the real node_exporter.</summary>
public sealed class StandInExporter : IAsyncDisposable
{
    private const string Page = """
        # HELP node_load1 1m load average.
        # TYPE node_load1 gauge
        node_load1 0.21
        # HELP node_memory_MemTotal_bytes Memory information field MemTotal_bytes.
        # TYPE node_memory_MemTotal_bytes gauge
        node_memory_MemTotal_bytes 8e+09
        # HELP node_memory_MemAvailable_bytes Memory information field MemAvailable_bytes.
        # TYPE node_memory_MemAvailable_bytes gauge
        node_memory_MemAvailable_bytes 6e+09

        """;

    private readonly WebApplication _app;

    private StandInExporter(WebApplication app) => _app = app;

    public static async Task<StandInExporter> StartAsync(int port)
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        WebApplication app = builder.Build();
        app.MapGet("/metrics", () => Results.Text(Page, "text/plain; version=0.0.4; charset=utf-8"));
        await app.StartAsync();
        return new StandInExporter(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
