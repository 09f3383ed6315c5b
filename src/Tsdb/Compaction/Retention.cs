using Tocsin.Model.Labels;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Compaction;

/// <summary>What a round of retention removed.</summary>
internal readonly record struct RetentionReport(long Chunks, long Samples, int Series);

/// <summary>Drops chunks that end before a time, then series that have nothing left. Works in slices, so that commits and queries get in between.</summary>
internal static class Retention
{
    private const int SliceSlots = 4096;

    public static RetentionReport DropBefore(MemoryHead head, long minTime)
    {
        long chunks = 0, samples = 0, oldest = long.MaxValue;
        int series = 0;
        for (int first = 0; first <= head.Series.LastSlot; first += SliceSlots)
        {
            head.Visibility.EnterWriteLock();
            try
            {
                (long sliceChunks, long sliceSamples, int sliceSeries, long sliceOldest) = DropSlice(head, first, minTime);
                chunks += sliceChunks;
                samples += sliceSamples;
                series += sliceSeries;
                oldest = Math.Min(oldest, sliceOldest);
            }
            finally
            {
                head.Visibility.ExitWriteLock();
            }
        }
        // A commit between two slices may have begun a series older than the oldest seen here, but never older than what is dropped.
        if (chunks > 0) head.SetMinTime(Math.Min(oldest, minTime));
        if (series > 0) ForgetMetadata(head);
        return new RetentionReport(chunks, samples, series);
    }

    private static (long Chunks, long Samples, int Series, long Oldest) DropSlice(MemoryHead head, int firstSlot, long minTime)
    {
        long chunks = 0, samples = 0, oldest = long.MaxValue;
        var empty = new List<MemSeries>();
        foreach (MemSeries series in head.Series.Between(firstSlot, firstSlot + SliceSlots - 1))
        {
            if (series.HasSamples && series.MinTime < minTime)
            {
                lock (series)
                {
                    (int droppedChunks, int droppedSamples) = series.DropBefore(minTime, head.Buffers);
                    chunks += droppedChunks;
                    samples += droppedSamples;
                }
            }
            if (series.HasSamples) oldest = Math.Min(oldest, series.MinTime);
            else if (head.Series.TryRemove(series)) empty.Add(series);
        }
        head.Dropped(chunks, samples);
        empty.RemoveAll(series => !series.IsIndexed);
        if (empty.Count == 0) return (chunks, samples, 0, oldest);
        head.Index.Remove(empty.ConvertAll(series => series.Slot).ToArray(), empty.Select(series => series.Labels));
        head.Metrics.SeriesRemoved.Add(empty.Count);
        return (chunks, samples, empty.Count, oldest);
    }

    private static void ForgetMetadata(MemoryHead head)
    {
        head.Visibility.EnterReadLock();
        try
        {
            foreach (string name in head.Metadata.Names)
                if (head.Index.Find(LabelNames.MetricNameUtf8, System.Text.Encoding.UTF8.GetBytes(name)) is null)
                    head.Metadata.Remove(name);
        }
        finally
        {
            head.Visibility.ExitReadLock();
        }
    }
}
