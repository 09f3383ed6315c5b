using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Ingest.Endpoints;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.PromQL;
using Tocsin.Testing.Servers;

namespace Tocsin.Ingest.Tests.Endpoints;

/// <summary>The service on a free port of the loopback, over a store in memory.</summary>
internal sealed class IngestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private IngestServer(WebApplication app, string folder, MemoryStore store)
    {
        (_app, _folder, Store) = (app, folder, store);
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public MemoryStore Store { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string ConfigFile => Path.Combine(_folder, "prometheus.yml");

    /// <param name="pages">Adds routes of a target to the same server.</param>
    /// <param name="services">Adds services that only some tests need.</param>
    public static async Task<IngestServer> StartAsync(string config, Func<IngestOptions, IngestOptions>? change = null, Action<WebApplication>? pages = null, Action<IServiceCollection>? services = null)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config);
        var store = new MemoryStore();
        var options = new IngestOptions { ConfigFile = Path.Combine(folder, "prometheus.yml"), ServePeers = true };
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ISampleStore>(store).AddSingleton<ISeriesSource>(store).AddSingleton<ISelectorReader, SelectorReader>().AddSingleton(TimeProvider.System).AddMetrics();
        builder.Services.AddTocsinIngest(change?.Invoke(options) ?? options);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.MapTocsinIngest();
        pages?.Invoke(app);
        await app.StartAsync();
        return new IngestServer(app, folder, store);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
