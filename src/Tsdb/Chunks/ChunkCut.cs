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

    /// <summary>Whether a sample at <paramref name="timestamp"/> starts a new chunk.</summary>
    public static bool IsDue(int samples, int bytes, long timestamp, long cutAt) =>
        timestamp >= cutAt || samples >= 2 * TargetSamples || bytes > MaxChunkBytes - XorEncoder.MaxSampleBytes;
}
