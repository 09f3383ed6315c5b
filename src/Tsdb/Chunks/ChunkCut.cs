namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// When a chunk of the head ends: as Prometheus decides it after 120 samples, spread evenly over the two-hour range and never across its end; but it stays
/// smaller in bytes, as the open chunks of all series together are most of the memory. What is short for that reason is joined on its way into a block.
/// </summary>
internal static class ChunkCut
{
    public const int TargetSamples = 120;

    /// <summary>A float chunk does not grow beyond this, padding apart.</summary>
    public const int MaxChunkBytes = 384;

    private const int LeastChunkBytes = 64;

    public const long RangeMilliseconds = 2 * 3600 * 1000;

    /// <summary>Samples after which the end of the chunk is estimated from its rate so far.</summary>
    public const int EstimateAt = TargetSamples / 4;

    /// <summary>The first timestamp that belongs to the next aligned range.</summary>
    public static long RangeEnd(long timestamp)
    {
        long start = timestamp / RangeMilliseconds * RangeMilliseconds;
        return start + RangeMilliseconds;
    }

    /// <summary>Where to cut so that the rest of the range falls into equal chunks of about the target.</summary>
    public static long Estimate(long start, long newest, long rangeEnd)
    {
        double chunks = (rangeEnd - start) / ((double)(newest - start + 1) * (TargetSamples / EstimateAt));
        return chunks <= 1 ? rangeEnd : (long)(start + (rangeEnd - start) / Math.Floor(chunks));
    }

    /// <summary>
    /// As <see cref="Estimate"/> for the floats of the head, where each series has beats of its own: if all began and ended together, all would be full
    /// together, and twice the memory would be needed at that moment.
    /// </summary>
    public static long EstimateApart(long start, long newest, long rangeEnd, uint slot)
    {
        double length = (newest - start + 1) * (double)(TargetSamples / EstimateAt);
        double phase = length * PhaseOf(slot);
        double first = rangeEnd - RangeMilliseconds + phase;
        double cut = first + (Math.Floor((newest - first) / length) + 1) * length;
        return cut >= rangeEnd ? rangeEnd : Math.Max(newest + 1, (long)cut);
    }

    /// <summary>As many bytes the first float chunk of a range may have, for the same reason: noisy series of one kind would all be full at one moment.</summary>
    public static int FirstChunkBytes(uint slot) => LeastChunkBytes + (int)((MaxChunkBytes - LeastChunkBytes) * PhaseOf(slot));

    /// <summary>Whether a sample at <paramref name="timestamp"/> starts a new chunk.</summary>
    public static bool IsDue(int samples, int bytes, long timestamp, long cutAt, int maxBytes = MaxChunkBytes) =>
        timestamp >= cutAt || samples >= 2 * TargetSamples || bytes > maxBytes - XorEncoder.MaxSampleBytes;

    private static double PhaseOf(uint slot) => slot * 0x9E3779B9u / (double)uint.MaxValue;
}
