namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>What NaN observations did to a quantile or fraction: they are counted, but are in no bucket.</summary>
internal enum NanEffect
{
    None,
    Skewed,
    NoResult,
    Excluded,
}

/// <summary>Quantile, fraction and variance read from native histograms.</summary>
internal static class HistogramStatistics
{
    public static double Quantile(double quantile, Histogram histogram, out NanEffect effect)
    {
        effect = NanEffect.None;
        if (quantile < 0) return double.NegativeInfinity;
        if (quantile > 1) return double.PositiveInfinity;
        if (histogram.Count == 0 || double.IsNaN(quantile)) return double.NaN;
        bool hasNan = double.IsNaN(histogram.Sum), upwards = hasNan || quantile < 0.5;
        double rank = (upwards ? quantile : 1 - quantile) * histogram.Count, count = 0;
        using var rented = new RentedBuckets(histogram);
        ReadOnlySpan<Bucket> buckets = rented.Ascending;
        Bucket bucket = default;
        for (int i = 0; i < buckets.Length; i++)
        {
            Bucket next = buckets[upwards ? i : buckets.Length - 1 - i];
            bucket = next;
            if (bucket.Count == 0) continue;
            count += bucket.Count;
            if (count >= rank) break;
        }
        if (histogram.IsCustom)
        {
            if (double.IsNegativeInfinity(bucket.Lower))
            {
                if (bucket.Upper <= 0) return bucket.Upper;
                bucket = bucket with { Lower = 0 };
            }
            else if (double.IsPositiveInfinity(bucket.Upper)) return bucket.Lower;
        }
        else if (bucket.Lower < 0 && bucket.Upper > 0) bucket = Biased(bucket, histogram);
        count = Math.Min(count, histogram.Count);
        if (count < rank)
        {
            if (!hasNan) return bucket.Upper;
            effect = NanEffect.NoResult;
            return double.NaN;
        }
        if (hasNan) effect = NanEffect.Skewed;
        rank = upwards ? rank - (count - bucket.Count) : count - rank;
        return Interpolate(bucket, rank / bucket.Count, histogram.IsCustom);
    }

    /// <summary>The share of observations between two values.</summary>
    public static double Fraction(double lower, double upper, Histogram histogram, out NanEffect effect)
    {
        effect = NanEffect.None;
        if (histogram.Count == 0 || double.IsNaN(lower) || double.IsNaN(upper)) return double.NaN;
        if (lower >= upper) return 0;
        if (double.IsNaN(histogram.Sum)) effect = NanEffect.Excluded;
        return (RankOf(upper, histogram) - RankOf(lower, histogram)) / histogram.Count;
    }

    public static double Variance(Histogram histogram)
    {
        double mean = histogram.Sum / histogram.Count;
        KahanSum variance = default;
        using var rented = new RentedBuckets(histogram);
        foreach (Bucket bucket in rented.Ascending)
        {
            if (bucket.Count == 0) continue;
            double delta = Middle(bucket, histogram.IsCustom) - mean;
            variance.Add(bucket.Count * delta * delta);
        }
        return (variance.Sum + variance.Lost) / histogram.Count;
    }

    /// <summary>Which value stands for the observations of a bucket: the geometric mean of its ends, the arithmetic one where that cannot be.</summary>
    public static double Middle(Bucket bucket, bool isCustom)
    {
        if (isCustom) return (bucket.Upper + bucket.Lower) / 2;
        if (bucket.Lower <= 0 && bucket.Upper >= 0) return 0;
        double middle = Math.Sqrt(bucket.Upper * bucket.Lower);
        return bucket.Upper < 0 ? -middle : middle;
    }

    /// <summary>A zero bucket beside buckets of one sign only is taken to hold observations of that sign.</summary>
    public static Bucket Biased(Bucket zero, Histogram histogram)
    {
        if (histogram.Negative.Length == 0 && histogram.Positive.Length > 0) return zero with { Lower = 0 };
        return histogram.Positive.Length == 0 && histogram.Negative.Length > 0 ? zero with { Upper = 0 } : zero;
    }

    /// <summary>How much of a bucket lies at or below a value inside it.</summary>
    public static double ShareBelow(Bucket bucket, double value, bool isLinear)
    {
        if (isLinear) return (value - bucket.Lower) / (bucket.Upper - bucket.Lower);
        double lower = Logarithm.Binary(Math.Abs(bucket.Lower)), upper = Logarithm.Binary(Math.Abs(bucket.Upper)), at = Logarithm.Binary(Math.Abs(value));
        return value > 0 ? (at - lower) / (upper - lower) : 1 - ((at - upper) / (lower - upper));
    }

    private static double RankOf(double value, Histogram histogram)
    {
        double rank = 0;
        using var rented = new RentedBuckets(histogram);
        foreach (Bucket each in rented.Ascending)
        {
            Bucket bucket = each;
            bool linear = histogram.IsCustom;
            if (histogram.IsCustom && double.IsNegativeInfinity(bucket.Lower) && bucket.Upper > 0) bucket = bucket with { Lower = 0 };
            else if (!histogram.IsCustom && bucket.Lower <= 0 && bucket.Upper >= 0)
            {
                linear = true;
                bucket = Biased(bucket, histogram);
            }
            if (bucket.Lower >= value) return Math.Min(rank, histogram.Count);
            if (bucket.Upper > value)
            {
                // Nothing is known about where observations lie in a bucket without end.
                if (double.IsNegativeInfinity(bucket.Lower)) return Math.Min(rank + bucket.Count, histogram.Count);
                if (double.IsPositiveInfinity(bucket.Upper) && histogram.IsCustom) return Math.Min(rank, histogram.Count);
                return Math.Min(rank + (bucket.Count * ShareBelow(bucket, value, linear)), histogram.Count);
            }
            rank += bucket.Count;
        }
        return double.IsNaN(histogram.Sum) ? rank : histogram.Count;
    }

    private static double Interpolate(Bucket bucket, double fraction, bool isCustom)
    {
        if (isCustom || (bucket.Lower <= 0 && bucket.Upper >= 0)) return bucket.Lower + ((bucket.Upper - bucket.Lower) * fraction);
        double lower = Logarithm.Binary(Math.Abs(bucket.Lower)), upper = Logarithm.Binary(Math.Abs(bucket.Upper));
        return bucket.Lower > 0 ? Math.Pow(2, lower + ((upper - lower) * fraction)) : -Math.Pow(2, upper + ((lower - upper) * (1 - fraction)));
    }
}
