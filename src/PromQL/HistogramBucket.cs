using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL;

/// <summary>Which ends of a bucket belong to it; the numbers are those of the HTTP API.</summary>
public enum BucketEnds
{
    UpperOnly = 0,
    LowerOnly = 1,
    Neither = 2,
    Both = 3,
}

/// <summary>One bucket of a native histogram with its ends.</summary>
public readonly record struct HistogramBucket(BucketEnds Ends, double Lower, double Upper, double Count)
{
    /// <summary>The buckets that hold something, from the lowest to the highest.</summary>
    public static IEnumerable<HistogramBucket> NonEmpty(NativeHistogram histogram)
    {
        Histogram read = Histogram.From(histogram);
        bool isFirst = true;
        foreach (Bucket bucket in BucketWalk.Ascending(read))
        {
            BucketEnds ends = read.IsCustom
                ? isFirst && read.Positive.Indexes[0] == 0 ? BucketEnds.Both : BucketEnds.UpperOnly
                : bucket.Lower < 0 && bucket.Upper > 0 ? BucketEnds.Both : bucket.Upper <= 0 && bucket.Lower < 0 ? BucketEnds.LowerOnly : BucketEnds.UpperOnly;
            isFirst = false;
            if (bucket.Count != 0) yield return new HistogramBucket(IsPointAtZero(bucket) ? BucketEnds.Both : ends, bucket.Lower, bucket.Upper, bucket.Count);
        }
    }

    // A zero bucket of width 0.
    private static bool IsPointAtZero(Bucket bucket) => bucket.Lower == 0 && bucket.Upper == 0;
}
