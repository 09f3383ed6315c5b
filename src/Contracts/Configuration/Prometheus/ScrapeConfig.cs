using Tocsin.Contracts.Configuration.Http;
using Tocsin.Model.Relabeling;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>The formats a target may answer in; the names are those of scrape_protocols without punctuation.</summary>
public enum ScrapeProtocol
{
    PrometheusProto,
    OpenMetricsText001,
    OpenMetricsText100,
    PrometheusText004,
    PrometheusText100,
}

/// <summary>How names that are not classic identifiers are asked for.</summary>
public enum NameEscaping
{
    AllowUtf8,
    Underscores,
    Dots,
    Values,
}

/// <summary>The settings that <c>global</c> and every scrape job share. A limit of 0 is no limit.</summary>
public sealed record ScrapeDefaults
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public TimeSpan Interval { get; init; } = GlobalConfig.DefaultInterval;

    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>In order of preference; empty means the default order.</summary>
    public IReadOnlyList<ScrapeProtocol> Protocols { get; init; } = [];

    /// <summary>Bytes after decompression.</summary>
    public long BodySizeLimit { get; init; }

    public int SampleLimit { get; init; }

    public int TargetLimit { get; init; }

    public int LabelLimit { get; init; }

    public int LabelNameLengthLimit { get; init; }

    public int LabelValueLengthLimit { get; init; }

    /// <summary>How many dropped targets are remembered for display.</summary>
    public int KeepDroppedTargets { get; init; }

    /// <summary>Names must be classic identifiers; UTF-8 names are refused.</summary>
    public bool LegacyNames { get; init; }

    public NameEscaping Escaping { get; init; } = NameEscaping.AllowUtf8;

    public bool NativeHistograms { get; init; }

    public bool ClassicHistogramsToCustomBuckets { get; init; }

    public bool AlwaysClassicHistograms { get; init; }

    public bool ExtraMetrics { get; init; }

    public string FailureLogFile { get; init; } = "";
}

/// <summary>One entry of <c>scrape_configs</c>.</summary>
public sealed record ScrapeConfig
{
    public required string JobName { get; init; }

    /// <summary>The global settings with this job's own over them.</summary>
    public ScrapeDefaults Scrape { get; init; } = new();

    /// <summary>The format to assume when the answer does not say; null: such an answer is an error.</summary>
    public ScrapeProtocol? FallbackProtocol { get; init; }

    public string MetricsPath { get; init; } = "/metrics";

    public string Scheme { get; init; } = "http";

    public bool HonorLabels { get; init; }

    public bool HonorTimestamps { get; init; } = true;

    public bool TrackTimestampsStaleness { get; init; }

    public bool EnableCompression { get; init; } = true;

    public int NativeHistogramBucketLimit { get; init; }

    public double NativeHistogramMinBucketFactor { get; init; }

    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Params { get; init; } = [];

    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    public IReadOnlyList<RelabelRule> MetricRelabelRules { get; init; } = [];

    public DiscoveryConfig Discovery { get; init; } = new();

    public HttpClientConfig Http { get; init; } = new();

    /// <summary>The file this job was written in.</summary>
    public string File { get; init; } = "";
}
