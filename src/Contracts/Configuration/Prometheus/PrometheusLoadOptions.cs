namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>How a prometheus.yml is judged.</summary>
public sealed record PrometheusLoadOptions
{
    /// <summary>Upstream's verdict exactly: the known misplaced settings are refused instead of applied with a warning.</summary>
    public bool Strict { get; init; }

    /// <summary>Where <c>$NAME</c> in external labels is looked up; null is "not defined".</summary>
    public Func<string, string?> EnvironmentLookup { get; init; } = Environment.GetEnvironmentVariable;
}
