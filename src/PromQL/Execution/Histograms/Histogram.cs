using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>A native histogram as the engine computes with it: absolute float counts, buckets by index. Immutable.</summary>
internal sealed record Histogram
{
    public const int CustomSchema = -53;

    public CounterResetHint Hint { get; init; }

    public int Schema { get; init; }

    public double ZeroThreshold { get; init; }

    public double ZeroCount { get; init; }

    public double Count { get; init; }

    public double Sum { get; init; }

    public Buckets Positive { get; init; } = Buckets.Empty;

    public Buckets Negative { get; init; } = Buckets.Empty;

    public double[] Bounds { get; init; } = [];

    /// <summary>How many floats with their timestamps it takes as much room as: so many samples it is to the sample budget and in statistics.</summary>
    public int SampleWeight
    {
        get
        {
            const int Fixed = 168 + sizeof(long);
            int columns = Positive.Length + Negative.Length + Bounds.Length + Positive.SpanCount + Negative.SpanCount;
            return (Fixed + (columns * sizeof(double))) / 16;
        }
    }

    public bool IsCustom => Schema == CustomSchema;

    public static Histogram From(NativeHistogram stored) => new()
    {
        Hint = stored.ResetHint,
        Schema = stored.Schema,
        ZeroThreshold = stored.ZeroThreshold,
        ZeroCount = stored.ZeroCount,
        Count = stored.Count,
        Sum = stored.Sum,
        Positive = Buckets.FromSpans(stored.PositiveSpans, stored.PositiveBuckets),
        Negative = Buckets.FromSpans(stored.NegativeSpans, stored.NegativeBuckets),
        Bounds = stored.CustomBounds as double[] ?? [.. stored.CustomBounds],
    };

    public NativeHistogram ToNative() => new()
    {
        ResetHint = Hint,
        Schema = Schema,
        ZeroThreshold = ZeroThreshold,
        ZeroCount = ZeroCount,
        Count = Count,
        Sum = Sum,
        PositiveSpans = Positive.ToSpans(),
        NegativeSpans = Negative.ToSpans(),
        PositiveBuckets = Positive.ToCounts(),
        NegativeBuckets = Negative.ToCounts(),
        CustomBounds = Bounds,
    };

    public Histogram Compacted() => this with { Positive = Positive.Compacted(), Negative = Negative.Compacted() };

    /// <summary>A negative factor makes a gauge: counts that fall are no counter's.</summary>
    public Histogram Times(double factor) => this with
    {
        Hint = factor < 0 ? CounterResetHint.Gauge : Hint,
        ZeroCount = ZeroCount * factor,
        Count = Count * factor,
        Sum = Sum * factor,
        Positive = Positive.Times(factor),
        Negative = Negative.Times(factor),
    };

    /// <summary>Division by zero leaves no bucket.</summary>
    public Histogram DividedBy(double divisor) => this with
    {
        Hint = divisor < 0 ? CounterResetHint.Gauge : Hint,
        ZeroCount = ZeroCount / divisor,
        Count = Count / divisor,
        Sum = Sum / divisor,
        Positive = divisor == 0 ? Buckets.Empty : Positive.Map(c => c / divisor),
        Negative = divisor == 0 ? Buckets.Empty : Negative.Map(c => c / divisor),
    };

    /// <summary>In a schema that is not finer.</summary>
    public Histogram ToSchema(int schema)
    {
        if (schema == Schema || IsCustom || schema == CustomSchema) return this;
        return this with { Schema = schema, Positive = Positive.Coarser(Schema - schema), Negative = Negative.Coarser(Schema - schema) };
    }

    /// <summary>With other custom bounds, which are all among its own.</summary>
    public Histogram ToBounds(double[] bounds) => this with { Bounds = bounds, Positive = BucketBounds.Reduce(Positive, Bounds, bounds) };

    /// <summary>
    /// With a zero bucket at least that wide. Buckets inside it become part of it; when the new edge would cut a bucket that holds something, the
    /// zero bucket reaches to the end of that one.
    /// </summary>
    public Histogram Widened(double threshold)
    {
        if (threshold <= ZeroThreshold) return this;
        while (true)
        {
            double before = threshold, zero = ZeroCount;
            int positive = Swallow(Positive, ref threshold, ref zero);
            int negative = Swallow(Negative, ref threshold, ref zero);
            if (threshold != before) continue;
            return this with { ZeroThreshold = threshold, ZeroCount = zero, Positive = Positive.Skip(positive), Negative = Negative.Skip(negative) };
        }
    }

    /// <summary>Equal in layout and in every value.</summary>
    public bool SameAs(Histogram other) =>
        Schema == other.Schema && SameValue(Count, other.Count) && SameValue(Sum, other.Sum)
        && (IsCustom
            ? Bounds.AsSpan().SequenceEqual(other.Bounds)
            : ZeroThreshold == other.ZeroThreshold && SameValue(ZeroCount, other.ZeroCount) && Negative.SameAs(other.Negative))
        && Positive.SameAs(other.Positive);

    public bool HasOverflow() =>
        double.IsInfinity(ZeroCount) || double.IsInfinity(Count) || double.IsInfinity(Sum) || Positive.HasOverflow() || Negative.HasOverflow();

    private int Swallow(Buckets buckets, ref double threshold, ref double zero)
    {
        int count = 0;
        for (; count < buckets.Length; count++)
        {
            int index = buckets.Indexes[count];
            if (BucketBounds.Exponential(index - 1, Schema) >= threshold) break;
            zero += buckets.Counts[count];
            double upper = BucketBounds.Exponential(index, Schema);
            if (upper <= threshold) continue;
            if (buckets.Counts[count] != 0) threshold = upper;
            count++;
            break;
        }
        return count;
    }

    private static bool SameValue(double left, double right) =>
        left == right || BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right) || (double.IsNaN(left) && double.IsNaN(right));
}
