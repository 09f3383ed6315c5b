using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>
/// A prometheus.yml as it was written, with the defaults filled in: global settings are already inherited by every scrape job, file paths are
/// made absolute against the file's directory, and <c>$NAME</c> in external labels is expanded.
/// </summary>
public sealed record PrometheusConfig
{
    public required GlobalConfig Global { get; init; }

    /// <summary>Absolute patterns; <see cref="FileGlob.Expand"/> lists the files of one.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>Jobs of this file and of every file in scrape_config_files; the names are unique.</summary>
    public IReadOnlyList<ScrapeConfig> ScrapeConfigs { get; init; } = [];

    public AlertingConfig Alerting { get; init; } = new();

    public IReadOnlyList<RemoteWriteConfig> RemoteWrite { get; init; } = [];

    public IReadOnlyList<RemoteReadConfig> RemoteRead { get; init; } = [];

    public StorageConfig Storage { get; init; } = new();

    public OtlpConfig Otlp { get; init; } = new();

    /// <summary>Null: no traces are sent.</summary>
    public TracingConfig? Tracing { get; init; }

    /// <summary>The query limits that some people write into this file; they belong to the flags <c>--query.*</c>.</summary>
    public MisplacedQuerySettings Query { get; init; } = new();
}

/// <summary>The <c>global</c> section.</summary>
public sealed record GlobalConfig
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    public ScrapeDefaults Scrape { get; init; } = new();

    public TimeSpan EvaluationInterval { get; init; } = DefaultInterval;

    public TimeSpan RuleQueryOffset { get; init; }

    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    /// <summary>Empty: queries are not logged.</summary>
    public string QueryLogFile { get; init; } = "";
}

/// <summary>What a misplaced <c>query:</c> block asks for; null where it says nothing.</summary>
public sealed record MisplacedQuerySettings(int? MaxConcurrency = null, TimeSpan? Timeout = null, long? MaxSamples = null);
