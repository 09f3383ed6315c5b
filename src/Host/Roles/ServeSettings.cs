using Tocsin.Model.Matchers;
using Tocsin.Tsdb;

namespace Tocsin.Host.Roles;

/// <summary>Everything <c>tocsin serve</c> was told on its command line and in its environment, validated.</summary>
internal sealed record ServeSettings
{
    public required Role Roles { get; init; }

    public required string ConfigFile { get; init; }

    public required string AlertmanagerConfigFile { get; init; }

    public required bool StrictConfig { get; init; }

    public required string DataPath { get; init; }

    public required TimeSpan RetentionTime { get; init; }

    /// <summary>Most bytes that samples may take; 0: no limit.</summary>
    public long RetentionSize { get; init; }

    /// <summary>Most percent of the disk that samples may take; 0: no limit.</summary>
    public double RetentionPercentage { get; init; }

    /// <summary>Null: it follows from the retention time.</summary>
    public TimeSpan? LongestBlock { get; init; }

    public TimeSpan OutOfOrderWindow { get; init; }

    /// <summary>Part of all series, 0 to 1, from which on ended series leave memory early; 0: never.</summary>
    public double EndedSeriesShare { get; init; } = 0.1;

    public int MaxExemplars { get; init; } = 100_000;

    public WalCompression WalCompression { get; init; } = WalCompression.Snappy;

    public bool EnableAdminApi { get; init; }

    public required IReadOnlyList<ListenAddress> ListenAddresses { get; init; }

    /// <summary>Under which URL people reach this server; ends without a slash.</summary>
    public required Uri ExternalUrl { get; init; }

    /// <summary>Path prefix of every route, without a slash at its end; empty for none.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary>Which other origins may read the Prometheus API.</summary>
    public required AnchoredRegex CorsOrigin { get; init; }

    public required bool EnableLifecycle { get; init; }

    public required bool EnableRemoteWriteReceiver { get; init; }

    public required DatabaseLocation Database { get; init; }

    /// <summary>Null is the bus in memory.</summary>
    public required Uri? Bus { get; init; }

    public required Peers Peers { get; init; }

    public required QuerySettings Query { get; init; }

    public required TimeSpan ResendDelay { get; init; }

    public required TimeSpan AlertRetention { get; init; }

    public required TimeSpan DispatchStartDelay { get; init; }

    public required NotifierLimits Limits { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required LogFormat LogFormat { get; init; }

    /// <summary>Names of the flags that somebody set; the others hold their defaults.</summary>
    public required IReadOnlySet<string> Given { get; init; }

    /// <summary>Flag names and the values in force, secrets masked, for <c>/api/v1/status/flags</c>.</summary>
    public required IReadOnlyDictionary<string, string> Flags { get; init; }

    /// <summary>The address people open: the external URL, with the route prefix where the URL has no path of its own.</summary>
    public Uri BrowserUrl => ExternalUrl.AbsolutePath == "/" ? new Uri(ExternalUrl, RoutePrefix + "/") : ExternalUrl;

    public bool Has(Role role) => (Roles & role) != 0;
}

/// <summary>Where the other roles are, when they are not in this process.</summary>
internal sealed record Peers(Uri? Ingest, Uri? Engine, Uri? Notifier);

/// <summary>Limits of the query engine, named as upstream's flags.</summary>
internal sealed record QuerySettings(TimeSpan LookbackDelta, TimeSpan Timeout, int MaxConcurrency, long MaxSamples, long MaxMemoryBytes, IReadOnlySet<string> Features);

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    Logfmt,
    Json,
}

/// <summary>How much the Notifier takes; 0 is no limit, except for the reads, where it is the number of cores.</summary>
internal sealed record NotifierLimits(TimeSpan AlertGcInterval, int AlertsPerName, int Silences, int SilenceBytes, bool LogSilences, int ConcurrentGets, TimeSpan RequestTimeout, TimeSpan AwayPatience);
