namespace Tocsin.Model.Samples;

/// <summary>The type of a metric family as exposition formats name it.</summary>
public enum MetricType : byte
{
    Unknown,
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet,
}

/// <summary>What a target says about a metric family.</summary>
public sealed record MetricMetadata(MetricType Type, string Unit, string Help);
