namespace Tocsin.Tsdb.Chunks;

/// <summary>A range of timestamps in ms since the epoch, both ends inclusive.</summary>
internal readonly record struct TimeRange(long MinTime, long MaxTime)
{
    public static readonly TimeRange Everything = new(long.MinValue, long.MaxValue);

    public bool Contains(long timestamp) => timestamp >= MinTime && timestamp <= MaxTime;

    public bool Overlaps(long minTime, long maxTime) => MinTime <= maxTime && MaxTime >= minTime;
}
