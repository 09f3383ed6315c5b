using System.Diagnostics.Metrics;
using Tocsin.Engine;
using Tocsin.Engine.Persistence;
using Tocsin.Host.Roles;
using Tocsin.Ingest;
using Tocsin.Ingest.Endpoints;
using Tocsin.Model.Matchers;
using Tocsin.Notifier;
using Tocsin.Notifier.Persistence;
using Tocsin.PromQL;
using Tocsin.Web;
using Tocsin.Web.Gateway;

namespace Tocsin.Host.Composition;

/// <summary>Puts the roles of this process together. Only here is it known which are here and which are elsewhere.</summary>
internal static class RoleComposition
{
    /// <summary>Whether this process writes under its data folder.</summary>
    public static bool KeepsData(ServeSettings settings) => settings.Has(Role.Ingest) || (NeedsDatabase(settings) && settings.Database is SqliteFolder);

    public static void AddRoles(IServiceCollection services, ServeSettings settings)
    {
        // Started in this order and stopped in reverse: the Engine hands over its last alerts while the bus still runs.
        services.AddSeries(settings);
        NotifierOptions notifier = NotifierOptionsOf(settings);
        if (settings.Has(Role.Notifier)) AddNotifier(services, settings, notifier);
        services.AddBus(settings, notifier);
        if (settings.Has(Role.Engine)) AddEngine(services, settings);
        if (settings.Has(Role.Ingest)) services.AddSingleton<ISelectorReader, SelectorReader>().AddTocsinIngest(IngestOptionsOf(settings));
        if (settings.Has(Role.Web)) services.AddTocsinWeb(Elsewhere(settings));
    }

    public static void MapRoles(WebApplication app, ServeSettings settings)
    {
        if (settings.Has(Role.Ingest)) app.MapTocsinIngest();
        if (settings.Has(Role.Engine)) app.MapTocsinEngine();
        if (settings.Has(Role.Notifier)) app.MapTocsinNotifier();
        if (settings.Has(Role.Web)) app.MapTocsinWeb(settings.BrowserUrl);
    }

    /// <returns>Why the database does not answer at present; null when its schema is up to date.</returns>
    public static async Task<string?> MigrateAsync(IServiceProvider services, ServeSettings settings, ILogger log, CancellationToken cancel) =>
        (settings.Has(Role.Engine) ? await services.MigrateAsync<EngineDbContext>(settings.Database, log, cancel) : null)
        ?? (settings.Has(Role.Notifier) ? await services.MigrateAsync<NotifierDbContext>(settings.Database, log, cancel) : null);

    private static bool NeedsDatabase(ServeSettings settings) => settings.Has(Role.Engine) || settings.Has(Role.Notifier);

    private static IngestOptions IngestOptionsOf(ServeSettings settings) => new()
    {
        ConfigFile = settings.ConfigFile,
        StrictConfig = settings.StrictConfig,
        RemoteWriteReceiver = settings.EnableRemoteWriteReceiver,
        AdminApi = settings.EnableAdminApi,
        ServePeers = !settings.Has(Role.Engine),
        ExternalUrl = settings.ExternalUrl,
        Version = Build.Version,
    };

    private static void AddEngine(IServiceCollection services, ServeSettings settings)
    {
        services.AddDatabase<EngineDbContext>(settings.Database, "engine");
        services.AddSingleton(provider => new QueryEngine(
            new QueryEngineOptions
            {
                LookbackDelta = settings.Query.LookbackDelta,
                Timeout = settings.Query.Timeout,
                MaxConcurrency = settings.Query.MaxConcurrency,
                MaxSamples = settings.Query.MaxSamples,
                MaxMemoryBytes = settings.Query.MaxMemoryBytes,
                Features = settings.Query.Features,
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>()));
        services.AddTocsinEngine(new EngineOptions
        {
            ConfigFile = settings.ConfigFile,
            StrictConfig = settings.StrictConfig,
            ExternalUrl = settings.ExternalUrl,
            ResendDelay = settings.ResendDelay,
            NotifierPeers = settings.Peers.Notifier is { } notifier ? [notifier] : [],
            OwnAlertmanagers = OwnAddresses(settings),
            Features = settings.Query.Features,
            Flags = settings.Flags,
            Revision = Build.Version,
            StorageRetention = Model.Time.PromDuration.Format(settings.RetentionTime),
        });
    }

    private static void AddNotifier(IServiceCollection services, ServeSettings settings, NotifierOptions options)
    {
        services.AddDatabase<NotifierDbContext>(settings.Database, "notifier");
        services.AddTocsinNotifier(options).AddTocsinReceivers();
    }

    private static NotifierOptions NotifierOptionsOf(ServeSettings settings) => new()
    {
        ConfigFile = settings.AlertmanagerConfigFile,
        StrictConfig = settings.StrictConfig,
        DataRetention = settings.AlertRetention,
        DispatchStartDelay = settings.DispatchStartDelay,
        ExternalUrl = settings.ExternalUrl,
        Syntax = SyntaxOf(settings.Query.Features),
        AlertGcInterval = settings.Limits.AlertGcInterval,
        AlertsPerName = settings.Limits.AlertsPerName,
        MaxSilences = settings.Limits.Silences,
        MaxSilenceBytes = settings.Limits.SilenceBytes,
        LogSilences = settings.Limits.LogSilences,
        MaxConcurrentGets = settings.Limits.ConcurrentGets,
        RequestTimeout = settings.Limits.RequestTimeout,
        AwayPatience = settings.Limits.AwayPatience,
        JournalFolder = settings.DataPath,
    };

    private static MatcherSyntax SyntaxOf(IReadOnlySet<string> features) => features.Contains("classic-mode") ? MatcherSyntax.Classic
        : features.Contains("utf8-strict-mode") ? MatcherSyntax.Utf8Strict : MatcherSyntax.Fallback;

    /// <summary>An Alertmanager configured under one of these is this very system: it hears of alerts by the bus already.</summary>
    private static HashSet<string> OwnAddresses(ServeSettings settings)
    {
        var own = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (settings.Peers.Notifier is { } notifier) own.Add(notifier.Authority);
        if (!settings.Has(Role.Notifier)) return own;
        own.Add(settings.ExternalUrl.Authority);
        foreach (ListenAddress address in settings.ListenAddresses)
            foreach (string host in new[] { "localhost", "127.0.0.1", "[::1]", Environment.MachineName, address.Address.ToString() })
                own.Add($"{host}:{address.Port}");
        return own;
    }

    private static GatewayPeers Elsewhere(ServeSettings settings) => new(
        settings.Has(Role.Ingest) ? null : settings.Peers.Ingest,
        settings.Has(Role.Engine) ? null : settings.Peers.Engine,
        settings.Has(Role.Notifier) ? null : settings.Peers.Notifier);
}
