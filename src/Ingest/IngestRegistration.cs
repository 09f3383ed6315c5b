using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Contracts.Remote;
using Tocsin.Ingest.Discovery;
using Tocsin.Ingest.Endpoints;
using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest;

/// <summary>
/// Puts the service together. Needs an <see cref="ISampleStore"/>, an <see cref="ISeriesSource"/>, an <see cref="ISelectorReader"/>, a
/// <see cref="TimeProvider"/>, metrics and logging among the services.
/// </summary>
public static class IngestRegistration
{
    public static IServiceCollection AddTocsinIngest(this IServiceCollection services, IngestOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ConfigInUse>();
        services.AddSingleton<DiscoveryMetrics>();
        services.AddSingleton<ScrapeMetrics>();
        services.AddSingleton(Parts);
        services.AddSingleton(provider => new ScrapeManager(
            provider.GetRequiredService<ScrapeParts>(),
            provider.GetRequiredService<DiscoveryMetrics>(),
            job => new HttpFetcher(job.Http, provider.GetRequiredService<TimeProvider>(), options.Version)));
        services.AddSingleton<TargetsEndpoint>();
        services.AddSingleton<MetadataEndpoint>();
        services.AddSingleton<RemoteReadEndpoint>();
        services.AddSingleton<RemoteWriteEndpoint>();
        services.AddSingleton<SeriesIndexEndpoint>();
        services.AddSingleton<FederateEndpoint>();
        // Tests and other stores may come without the operators' side.
        services.AddSingleton(provider => new StoreAdminEndpoint(
            provider.GetService<IStoreAdmin>(), provider.GetRequiredService<ISelectorReader>(), options));
        services.AddSingleton(provider => new StoreStatusEndpoint(provider.GetService<IStoreAdmin>()));
        services.AddSingleton<IngestService>();
        services.AddSingleton<IReloadable>(provider => provider.GetRequiredService<IngestService>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<IngestService>());
        return services;
    }

    public static IEndpointRouteBuilder MapTocsinIngest(this IEndpointRouteBuilder routes)
    {
        IServiceProvider services = routes.ServiceProvider;
        var targets = services.GetRequiredService<TargetsEndpoint>();
        var metadata = services.GetRequiredService<MetadataEndpoint>();
        routes.MapGet("/api/v1/targets", (RequestDelegate)targets.TargetsAsync);
        routes.MapGet("/api/v1/scrape_pools", (RequestDelegate)targets.PoolsAsync);
        routes.MapGet("/api/v1/targets/metadata", (RequestDelegate)metadata.OfTargetsAsync);
        routes.MapGet("/api/v1/metadata", (RequestDelegate)metadata.MetadataAsync);
        routes.MapPost("/api/v1/read", (RequestDelegate)services.GetRequiredService<RemoteReadEndpoint>().ReadAsync);
        routes.MapPost("/api/v1/write", (RequestDelegate)services.GetRequiredService<RemoteWriteEndpoint>().WriteAsync);
        routes.MapGet("/federate", (RequestDelegate)services.GetRequiredService<FederateEndpoint>().AnswerAsync);
        MapStore(routes, services);
        if (services.GetRequiredService<IngestOptions>().ServePeers) MapPeers(routes, services);
        MapLater(routes);
        return routes;
    }

    private static void MapStore(IEndpointRouteBuilder routes, IServiceProvider services)
    {
        string[] postOrPut = ["POST", "PUT"];
        var admin = services.GetRequiredService<StoreAdminEndpoint>();
        var status = services.GetRequiredService<StoreStatusEndpoint>();
        routes.MapMethods("/api/v1/admin/tsdb/snapshot", postOrPut, (RequestDelegate)admin.SnapshotAsync);
        routes.MapMethods("/api/v1/admin/tsdb/delete_series", postOrPut, (RequestDelegate)admin.DeleteAsync);
        routes.MapMethods("/api/v1/admin/tsdb/clean_tombstones", postOrPut, (RequestDelegate)admin.CleanAsync);
        routes.MapGet("/api/v1/status/tsdb", (RequestDelegate)status.StatusAsync);
        routes.MapGet("/api/v1/status/tsdb/blocks", (RequestDelegate)status.BlocksAsync);
        routes.MapGet("/api/v1/status/walreplay", (RequestDelegate)status.ReplayAsync);
    }

    private static void MapPeers(IEndpointRouteBuilder routes, IServiceProvider services)
    {
        var index = services.GetRequiredService<SeriesIndexEndpoint>();
        routes.MapPost(PeerRoutes.Read, (RequestDelegate)services.GetRequiredService<RemoteReadEndpoint>().ForPeerAsync);
        routes.MapPost(PeerRoutes.Write, (RequestDelegate)services.GetRequiredService<RemoteWriteEndpoint>().FromPeerAsync);
        routes.MapPost(PeerRoutes.Names, (RequestDelegate)index.NamesAsync);
        routes.MapPost(PeerRoutes.Values, (RequestDelegate)index.ValuesAsync);
        routes.MapPost(PeerRoutes.Exemplars, (RequestDelegate)index.ExemplarsAsync);
    }

    // What upstream has and we do not have yet says so.
    private static void MapLater(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/otlp/v1/metrics", http => JsonAnswer.NotImplementedAsync(http, "the OTLP receiver"));
        routes.MapGet("/api/v1/targets/relabel_steps", http => JsonAnswer.NotImplementedAsync(http, "targets/relabel_steps"));
    }

    private static ScrapeParts Parts(IServiceProvider provider) => new(
        provider.GetRequiredService<ISampleStore>(),
        provider.GetRequiredService<TimeProvider>(),
        () => new ExpositionReader(),
        provider.GetRequiredService<ScrapeMetrics>(),
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Tocsin.Ingest.Scraping"),
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(provider.GetRequiredService<IngestOptions>().ServerName)));
}
