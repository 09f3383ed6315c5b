using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>The <c>storage</c> section. Null where the file says nothing: the flags decide then.</summary>
public sealed record StorageConfig
{
    public TimeSpan OutOfOrderTimeWindow { get; init; }

    public TimeSpan? RetentionTime { get; init; }

    /// <summary>Bytes.</summary>
    public long? RetentionSize { get; init; }

    /// <summary>Share of the disk, 0 to 100.</summary>
    public double? RetentionPercentage { get; init; }

    /// <summary>Part of all series, 0 to 1, from which on ended series leave memory early.</summary>
    public double? StaleSeriesThreshold { get; init; }

    public long MaxExemplars { get; init; } = 100_000;
}

/// <summary>How OTLP names become metric names.</summary>
public enum OtlpTranslation
{
    UnderscoreEscapingWithSuffixes,
    UnderscoreEscapingWithoutSuffixes,
    NoUTF8EscapingWithSuffixes,
    NoTranslation,
}

/// <summary>The <c>otlp</c> section.</summary>
public sealed record OtlpConfig
{
    public OtlpTranslation Translation { get; init; }

    public IReadOnlyList<string> PromoteResourceAttributes { get; init; } = [];

    public bool PromoteAllResourceAttributes { get; init; }

    public IReadOnlyList<string> IgnoreResourceAttributes { get; init; } = [];

    public bool KeepIdentifyingResourceAttributes { get; init; }

    public bool ConvertHistogramsToCustomBuckets { get; init; }

    public bool PromoteScopeMetadata { get; init; }

    public bool LabelNameUnderscoreSanitization { get; init; } = true;

    public bool LabelNamePreserveMultipleUnderscores { get; init; } = true;
}

/// <summary>The <c>tracing</c> section.</summary>
public sealed record TracingConfig
{
    public required string Endpoint { get; init; }

    /// <summary>OTLP over HTTP instead of gRPC.</summary>
    public bool Http { get; init; }

    public double SamplingFraction { get; init; }

    public bool Insecure { get; init; }

    public bool Gzip { get; init; }

    public TimeSpan Timeout { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public TlsConfig Tls { get; init; } = new();
}
