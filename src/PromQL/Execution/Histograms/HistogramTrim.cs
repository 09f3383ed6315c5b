namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>
/// The operators <c>&lt;/</c> and <c>&gt;/</c>: the observations below or above a value. A bucket that is cut keeps the share that quantiles would
/// put there; the sum is estimated anew from the middles of what stays. Without a cut the histogram is unchanged.
/// </summary>
internal sealed class HistogramTrim(Histogram histogram, double cut, bool keepsLower)
{
    private KahanSum _count;
    private KahanSum _sum;
    private bool _changed;

    public static Histogram Below(Histogram histogram, double cut) => new HistogramTrim(histogram, cut, keepsLower: true).Run();

    public static Histogram Above(Histogram histogram, double cut) => new HistogramTrim(histogram, cut, keepsLower: false).Run();

    private Histogram Run()
    {
        Buckets negative = Side(histogram.Negative, isNegative: true);
        double zero = histogram.IsCustom ? 0 : Zero();
        Buckets positive = Side(histogram.Positive, isNegative: false);
        if (!_changed) return histogram;
        return histogram with
        {
            Negative = negative.Compacted(),
            Positive = positive.Compacted(),
            ZeroCount = zero,
            Count = _count.Total,
            Sum = _sum.Total,
        };
    }

    private Buckets Side(Buckets side, bool isNegative)
    {
        double[] kept = new double[side.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            int index = side.Indexes[i];
            Bucket bucket = histogram.IsCustom
                ? new Bucket(BucketBounds.Custom(index - 1, histogram.Bounds), BucketBounds.Custom(index, histogram.Bounds), side.Counts[i])
                : Exponential(index, side.Counts[i], isNegative);
            kept[i] = histogram.IsCustom ? Custom(bucket) : Keep(bucket, isLinear: false);
        }
        return new Buckets(side.Indexes.ToArray(), kept);
    }

    private Bucket Exponential(int index, double count, bool isNegative)
    {
        double near = Math.Max(BucketBounds.Exponential(index - 1, histogram.Schema), histogram.ZeroThreshold);
        double far = BucketBounds.Exponential(index, histogram.Schema);
        return isNegative ? new Bucket(-far, -near, count) : new Bucket(near, far, count);
    }

    private double Zero() =>
        histogram.ZeroCount == 0
            ? 0
            : Keep(
                HistogramStatistics.Biased(new Bucket(-histogram.ZeroThreshold, histogram.ZeroThreshold, histogram.ZeroCount), histogram), isLinear: true);

    /// <summary>Where the observations of the outer buckets lie is not known: they are all on the one side of a cut through them.</summary>
    private double Custom(Bucket bucket)
    {
        bool isCut = cut > bucket.Lower && cut < bucket.Upper;
        if (double.IsPositiveInfinity(bucket.Upper))
        {
            if (!isCut) return Whole(bucket, double.IsNegativeInfinity(bucket.Lower) ? 0 : bucket.Lower);
            if (!keepsLower && !double.IsNegativeInfinity(bucket.Lower)) return Take(bucket.Count, cut, changes: true);
            return Take(0, 0, changes: true);
        }
        if (!double.IsNegativeInfinity(bucket.Lower)) return Keep(bucket, isLinear: true);
        if (bucket.Upper > 0)
        {
            Bucket fromZero = bucket with { Lower = 0 };
            return isCut && cut < 0 ? Take(0, 0, changes: true) : Keep(fromZero, isLinear: true);
        }
        if (!isCut) return Whole(bucket, bucket.Upper);
        return keepsLower ? Take(bucket.Count, cut, changes: true) : Take(0, 0, changes: true);
    }

    private double Keep(Bucket bucket, bool isLinear)
    {
        if (cut <= bucket.Lower || cut >= bucket.Upper) return Whole(bucket, Middle(bucket, isLinear));
        double below = HistogramStatistics.ShareBelow(bucket, cut, isLinear);
        Bucket part = keepsLower
            ? new Bucket(bucket.Lower, cut, bucket.Count * below)
            : new Bucket(cut, bucket.Upper, bucket.Count * (1 - below));
        return Take(part.Count, Middle(part, isLinear), changes: true);
    }

    /// <summary>A bucket the cut does not go through: all of it, or nothing.</summary>
    private double Whole(Bucket bucket, double middle)
    {
        bool stays = keepsLower ? cut >= bucket.Upper : cut <= bucket.Lower;
        return stays ? Take(bucket.Count, middle, changes: false) : Take(0, 0, changes: bucket.Count != 0);
    }

    private double Take(double count, double middle, bool changes)
    {
        _changed |= changes;
        _count.Add(count);
        if (count != 0) _sum.Add(count * middle);
        return count;
    }

    private static double Middle(Bucket bucket, bool isLinear) =>
        HistogramStatistics.Middle(bucket, isCustom: isLinear);
}
