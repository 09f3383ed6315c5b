using System.Buffers;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>A bucket with its ends; open below, closed above.</summary>
internal readonly record struct Bucket(double Lower, double Upper, double Count);

/// <summary>All buckets of a histogram from the lowest to the highest, the zero bucket among them.</summary>
internal static class BucketWalk
{
    public static List<Bucket> Ascending(Histogram histogram)
    {
        using var rented = new RentedBuckets(histogram);
        return [.. rented.Ascending];
    }

    /// <summary>Writes them into a buffer that has room for all.</summary>
    /// <returns>How many there are.</returns>
    internal static int Fill(Histogram histogram, Span<Bucket> buckets)
    {
        int count = 0;
        Buckets positive = histogram.Positive, negative = histogram.Negative;
        if (histogram.IsCustom)
        {
            for (int i = 0; i < positive.Length; i++)
            {
                int index = positive.Indexes[i];
                buckets[count++] = new Bucket(
                    BucketBounds.Custom(index - 1, histogram.Bounds), BucketBounds.Custom(index, histogram.Bounds), positive.Counts[i]);
            }
            return count;
        }
        for (int i = negative.Length - 1; i >= 0; i--)
        {
            int index = negative.Indexes[i];
            double upper = -BucketBounds.Exponential(index - 1, histogram.Schema);
            buckets[count++] = new Bucket(-BucketBounds.Exponential(index, histogram.Schema), Math.Min(upper, -histogram.ZeroThreshold), negative.Counts[i]);
        }
        if (histogram.ZeroCount > 0) buckets[count++] = new Bucket(-histogram.ZeroThreshold, histogram.ZeroThreshold, histogram.ZeroCount);
        for (int i = 0; i < positive.Length; i++)
        {
            int index = positive.Indexes[i];
            double lower = BucketBounds.Exponential(index - 1, histogram.Schema);
            buckets[count++] = new Bucket(Math.Max(lower, histogram.ZeroThreshold), BucketBounds.Exponential(index, histogram.Schema), positive.Counts[i]);
        }
        return count;
    }
}

/// <summary>The buckets of a histogram in a buffer of the pool, for as long as it is in use.</summary>
internal readonly ref struct RentedBuckets
{
    private readonly Bucket[] _buffer;

    public RentedBuckets(Histogram histogram)
    {
        _buffer = ArrayPool<Bucket>.Shared.Rent(histogram.Negative.Length + histogram.Positive.Length + 1);
        Ascending = _buffer.AsSpan(0, BucketWalk.Fill(histogram, _buffer));
    }

    public ReadOnlySpan<Bucket> Ascending { get; }

    public void Dispose() => ArrayPool<Bucket>.Shared.Return(_buffer);
}
