using System.Diagnostics.Metrics;
using Tocsin.Engine.Querying.Remote;
using Tocsin.Host.Lifecycle;
using Tocsin.Host.Roles;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.Host.Composition;

/// <summary>The switch between samples in this process and samples of an Ingest elsewhere.</summary>
internal static class SeriesComposition
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    public static void AddSeries(this IServiceCollection services, ServeSettings settings)
    {
        if (settings.Has(Role.Ingest)) services.AddLocal(settings);
        else if (settings.Has(Role.Engine)) services.AddRemote(settings);
    }

    private static void AddLocal(this IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton<TsdbLog>();
        services.AddSingleton(provider =>
        {
            TsdbOpenResult result = Tsdb.Tsdb.Open(
                OptionsOf(settings),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<TsdbLog>(),
                provider.GetRequiredService<IMeterFactory>());
            return result.Store ?? throw new StartupFailure(result.Error!);
        });
        services.AddSingleton<ISampleStore>(provider => provider.GetRequiredService<Tsdb.Tsdb>());
        services.AddSingleton<ISeriesSource>(provider => provider.GetRequiredService<Tsdb.Tsdb>());
        services.AddSingleton<IStoreAdmin>(provider => provider.GetRequiredService<Tsdb.Tsdb>());
    }

    private static TsdbOptions OptionsOf(ServeSettings settings) => new()
    {
        Path = settings.DataPath,
        RetentionTime = settings.RetentionTime,
        RetentionBytes = settings.RetentionSize,
        RetentionDiskPercentage = settings.RetentionPercentage,
        LongestBlock = settings.LongestBlock,
        OutOfOrderWindow = settings.OutOfOrderWindow,
        EndedSeriesShare = settings.EndedSeriesShare,
        MaxExemplars = settings.MaxExemplars,
        WalCompression = settings.WalCompression,
    };

    private static void AddRemote(this IServiceCollection services, ServeSettings settings)
    {
        Uri peer = settings.Peers.Ingest ?? throw new StartupFailure("the engine role needs samples: add --role ingest, or name where they are by --peer.ingest");
        var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        services.AddSingleton<ISeriesSource>(provider => new RemoteReadSource(http, peer, settings.Query.Timeout, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISampleStore>(provider => new RemoteWriteStore(http, peer, WriteTimeout, provider.GetRequiredService<TimeProvider>()));
    }
}
