using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>What adding or subtracting gave.</summary>
/// <param name="Result">Null: one has exponential buckets and the other custom ones.</param>
/// <param name="BoundsReconciled">The custom bounds differed; the result has those that both know.</param>
/// <param name="HintsCollide">One was marked as a counter reset, the other as none.</param>
internal readonly record struct Combination(Histogram? Result, bool BoundsReconciled, bool HintsCollide);

/// <summary>Addition and subtraction of histograms of different resolution.</summary>
internal static class HistogramArithmetic
{
    public static Combination Add(Histogram left, Histogram right) => Combine(left, right, 1);

    /// <summary>The difference of two counters is a gauge.</summary>
    public static Combination Subtract(Histogram left, Histogram right)
    {
        Combination combination = Combine(left, right, -1);
        return combination.Result is null ? combination : combination with { Result = combination.Result with { Hint = CounterResetHint.Gauge } };
    }

    /// <summary>The hint of a sum.</summary>
    public static CounterResetHint HintOf(CounterResetHint left, CounterResetHint right, out bool collide)
    {
        collide = (left, right) is (CounterResetHint.Reset, CounterResetHint.NotReset) or (CounterResetHint.NotReset, CounterResetHint.Reset);
        if (left == right) return left;
        return left == CounterResetHint.Gauge || right == CounterResetHint.Gauge ? CounterResetHint.Gauge : CounterResetHint.Unknown;
    }

    /// <summary>Brings two of the same kind to one layout.</summary>
    public static (Histogram Left, Histogram Right) Align(Histogram left, Histogram right, out bool boundsReconciled)
    {
        boundsReconciled = false;
        if (left.IsCustom)
        {
            if (left.Bounds.AsSpan().SequenceEqual(right.Bounds)) return (left, right);
            boundsReconciled = true;
            double[] bounds = BucketBounds.Intersection(left.Bounds, right.Bounds);
            return (left.ToBounds(bounds), right.ToBounds(bounds));
        }
        while (left.ZeroThreshold != right.ZeroThreshold)
        {
            if (left.ZeroThreshold < right.ZeroThreshold) left = left.Widened(right.ZeroThreshold);
            else right = right.Widened(left.ZeroThreshold);
        }
        int schema = Math.Min(left.Schema, right.Schema);
        return (left.ToSchema(schema), right.ToSchema(schema));
    }

    private static Combination Combine(Histogram left, Histogram right, double sign)
    {
        if (left.IsCustom != right.IsCustom) return default;
        (Histogram a, Histogram b) = Align(left, right, out bool reconciled);
        CounterResetHint hint = HintOf(left.Hint, right.Hint, out bool collide);
        return new Combination(
            a with
            {
                Hint = hint,
                Count = a.Count + (sign * b.Count),
                Sum = a.Sum + (sign * b.Sum),
                ZeroCount = a.ZeroCount + (sign * b.ZeroCount),
                Positive = a.Positive.Plus(b.Positive, sign),
                Negative = a.Negative.Plus(b.Negative, sign),
            },
            reconciled,
            collide);
    }
}
