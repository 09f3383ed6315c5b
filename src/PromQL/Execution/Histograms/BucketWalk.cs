namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>A bucket with its ends; open below, closed above.</summary>
internal readonly record struct Bucket(double Lower, double Upper, double Count);

/// <summary>All buckets of a histogram from the lowest to the highest, the zero bucket among them.</summary>
internal static class BucketWalk
{
    public static List<Bucket> Ascending(Histogram histogram)
    {
        var buckets = new List<Bucket>(histogram.Negative.Length + histogram.Positive.Length + 1);
        Buckets positive = histogram.Positive, negative = histogram.Negative;
        if (histogram.IsCustom)
        {
            for (int i = 0; i < positive.Length; i++)
            {
                int index = positive.Indexes[i];
                buckets.Add(new Bucket(
                    BucketBounds.Custom(index - 1, histogram.Bounds), BucketBounds.Custom(index, histogram.Bounds), positive.Counts[i]));
            }
            return buckets;
        }
        for (int i = negative.Length - 1; i >= 0; i--)
        {
            int index = negative.Indexes[i];
            double upper = -BucketBounds.Exponential(index - 1, histogram.Schema);
            buckets.Add(new Bucket(-BucketBounds.Exponential(index, histogram.Schema), Math.Min(upper, -histogram.ZeroThreshold), negative.Counts[i]));
        }
        if (histogram.ZeroCount > 0) buckets.Add(new Bucket(-histogram.ZeroThreshold, histogram.ZeroThreshold, histogram.ZeroCount));
        for (int i = 0; i < positive.Length; i++)
        {
            int index = positive.Indexes[i];
            double lower = BucketBounds.Exponential(index - 1, histogram.Schema);
            buckets.Add(new Bucket(Math.Max(lower, histogram.ZeroThreshold), BucketBounds.Exponential(index, histogram.Schema), positive.Counts[i]));
        }
        return buckets;
    }
}
