namespace Tocsin.Model.Samples;

/// <summary>Consecutive buckets: <see cref="Offset"/> is the gap to the end of the span before (or the first index), <see cref="Length"/> their number.</summary>
public readonly record struct BucketSpan(int Offset, uint Length);

/// <summary>What is known about a reset between this histogram and the one before it.</summary>
public enum CounterResetHint : byte
{
    Unknown,
    Reset,
    NotReset,
    Gauge,
}

/// <summary>
/// A native histogram with absolute float counts. Bucket index i of schema s covers (2^((i-1)*2^-s), 2^(i*2^-s)]; schema -53 has the upper
/// bounds in <see cref="CustomBounds"/>. A staleness marker is a histogram whose sum is the stale NaN.
/// </summary>
public sealed record NativeHistogram
{
    public CounterResetHint ResetHint { get; init; }

    /// <summary>Its counts are whole numbers, as client libraries expose them; stores keep it as integers. Results of arithmetic are not.</summary>
    public bool IsInteger { get; init; }

    public int Schema { get; init; }

    public double ZeroThreshold { get; init; }

    public double ZeroCount { get; init; }

    public double Count { get; init; }

    public double Sum { get; init; }

    public IReadOnlyList<BucketSpan> PositiveSpans { get; init; } = [];

    public IReadOnlyList<BucketSpan> NegativeSpans { get; init; } = [];

    public IReadOnlyList<double> PositiveBuckets { get; init; } = [];

    public IReadOnlyList<double> NegativeBuckets { get; init; } = [];

    public IReadOnlyList<double> CustomBounds { get; init; } = [];
}
