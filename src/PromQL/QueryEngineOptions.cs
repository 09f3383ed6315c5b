namespace Tocsin.PromQL;

/// <summary>The limits and defaults of a <see cref="QueryEngine"/>; they are Prometheus' own unless set.</summary>
public sealed record QueryEngineOptions
{
    /// <summary>How far an instant selector looks back for the newest sample.</summary>
    public TimeSpan LookbackDelta { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Upper bound for waiting and evaluating together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Samples one query may hold in memory at once.</summary>
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>
    /// Bytes one query may hold in memory at once, counted by what its rows, accumulators, labels and results take; 0 is no limit. The default is never
    /// met before <see cref="MaxSamples"/> unless by histograms and labels, which that limit does not weigh.
    /// </summary>
    public long MaxMemoryBytes { get; init; } = 2L << 30;

    /// <summary>Queries that run at once; more wait for their turn.</summary>
    public int MaxConcurrency { get; init; } = 20;

    /// <summary>Resolution of a subquery that names none.</summary>
    public TimeSpan DefaultEvaluationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Upstream's <c>--enable-feature</c> names; this engine reads <see cref="QueryFeatures"/>.</summary>
    public IReadOnlySet<string> Features { get; init; } = new HashSet<string>();
}
