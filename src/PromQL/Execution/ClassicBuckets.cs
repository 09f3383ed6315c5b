namespace Tocsin.PromQL.Execution;

/// <summary>The cumulative buckets of one classic histogram at one step, and what can be read from them.</summary>
/// <remarks>The lists are the caller's; they are repaired in place: equal bounds merged, counts made monotonic.</remarks>
internal static class ClassicBuckets
{
    // Counts from different scrapes or float rates may be off by rounding.
    private const double Tolerance = 1e-12;

    /// <summary>
    /// Merges buckets of equal bounds (the bounds must be sorted) and makes the counts monotonic. False when there is no +Inf bucket, or nothing
    /// to interpolate between.
    /// </summary>
    /// <param name="forced">A count was lower than the one before by more than rounding.</param>
    public static bool Prepare(Span<double> bounds, Span<double> counts, out int length, out bool forced)
    {
        forced = false;
        length = 0;
        if (bounds.IsEmpty || !double.IsPositiveInfinity(bounds[^1])) return false;
        for (int i = 0; i < bounds.Length; i++)
        {
            if (length > 0 && bounds[length - 1] == bounds[i])
            {
                counts[length - 1] += counts[i];
                continue;
            }
            bounds[length] = bounds[i];
            counts[length++] = counts[i];
        }
        double before = counts[0];
        for (int i = 1; i < length; i++)
        {
            if (counts[i] == before) continue;
            if (AlmostEqual(before, counts[i])) counts[i] = before;
            else if (counts[i] < before)
            {
                counts[i] = before;
                forced = true;
            }
            else before = counts[i];
        }
        return length >= 2;
    }

    /// <summary>Buckets must be prepared.</summary>
    public static double Quantile(double quantile, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts)
    {
        double observations = counts[^1];
        if (observations == 0 || double.IsNaN(quantile)) return double.NaN;
        if (quantile < 0) return double.NegativeInfinity;
        if (quantile > 1) return double.PositiveInfinity;
        double rank = quantile * observations;
        int bucket = 0;
        while (bucket < counts.Length - 1 && !(counts[bucket] >= rank)) bucket++;
        if (bucket == counts.Length - 1) return bounds[^2];
        if (bucket == 0 && bounds[0] <= 0) return bounds[0];
        double start = 0, end = bounds[bucket], count = counts[bucket];
        if (bucket > 0)
        {
            start = bounds[bucket - 1];
            count -= counts[bucket - 1];
            rank -= counts[bucket - 1];
        }
        return start + ((end - start) * (rank / count));
    }

    /// <summary>The share of observations between two values. Buckets must be prepared.</summary>
    public static double Fraction(double lower, double upper, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts)
    {
        double observations = counts[^1];
        if (observations == 0 || double.IsNaN(lower) || double.IsNaN(upper)) return double.NaN;
        if (lower >= upper) return 0;
        return (RankOf(upper, bounds, counts) - RankOf(lower, bounds, counts)) / observations;
    }

    /// <summary>How many observations are not above the value, linear inside a bucket; the first one begins at 0, or without end when it ends below.</summary>
    private static double RankOf(double value, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts)
    {
        double rank = 0;
        for (int i = 0; i < bounds.Length; i++)
        {
            double start = i > 0 ? bounds[i - 1] : bounds[0] <= 0 ? double.NegativeInfinity : 0;
            if (start >= value) return rank;
            if (bounds[i] > value)
            {
                if (double.IsNegativeInfinity(start)) return counts[i];
                return double.IsPositiveInfinity(bounds[i]) ? rank : rank + ((counts[i] - rank) * ((value - start) / (bounds[i] - start)));
            }
            rank = counts[i];
        }
        return rank;
    }

    private static bool AlmostEqual(double a, double b)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        double sum = Math.Abs(a) + Math.Abs(b), difference = Math.Abs(a - b);
        if (a == 0 || b == 0 || sum < 2.2250738585072014e-308) return difference < Tolerance * 2.2250738585072014e-308;
        return difference / Math.Min(sum, double.MaxValue) < Tolerance;
    }
}
