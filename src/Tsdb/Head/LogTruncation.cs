using System.Collections.Concurrent;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>Keeps the log in proportion to what the head holds: the older two thirds of the segments become a checkpoint.</summary>
// A checkpoint rewrites what it keeps, so without blocks it has to be worth it: it waits until the log holds at least a third more samples than the head.
// That bounds the log to about twice the head's samples, and the work to a constant times what is appended.
internal sealed class LogTruncation(MemoryHead head, WalWriter writer, WalMetrics metrics, string directory, long segmentBytes, WalCompression compression)
{
    private const int WorthPart = 3;

    private long _droppedSince;

    /// <summary>Takes note of samples that the head has dropped, and that the log still holds.</summary>
    public void Dropped(long samples) => _droppedSince += samples;

    /// <summary>Null: nothing to do yet.</summary>
    /// <exception cref="IOException">The log is as it was.</exception>
    public CheckpointReport? TruncateIfWorthIt(long minTime) => _droppedSince > head.Counts.Samples / WorthPart ? Truncate(minTime) : null;

    /// <summary>Writes a checkpoint of the older two thirds of the segments without samples before <paramref name="minTime"/>.</summary>
    /// <exception cref="IOException">The log is as it was.</exception>
    public CheckpointReport? Truncate(long minTime)
    {
        // The segment being written is ended first, so that a store with little to write does not keep everything in its only one.
        int first = 0, last = 0;
        head.BetweenCommits(() =>
        {
            List<Segment> segments = SegmentFiles.List(directory);
            (first, last) = (segments[0].Index, segments[^1].Index);
            writer.NextSegment();
        });
        last = first + ((last - first) * 2 / 3);
        metrics.Truncations.Add(1);
        try
        {
            var checkpoint = new Checkpoint(directory, (reference, labels) => IsNeeded(reference, labels, last), minTime, segmentBytes, compression)
            {
                DeletionsFrom = Math.Min(minTime, head.Read(() => head.OutOfOrder.OldestTime)),
            };
            CheckpointReport report = checkpoint.Write(last);
            _droppedSince = Math.Max(0, _droppedSince - report.DroppedSamples);
            head.Removed.ForgetBefore(last);
            return report;
        }
        catch
        {
            metrics.TruncationsFailed.Add(1);
            throw;
        }
    }

    // A series that is gone may still have samples in segments behind the checkpoint.
    private unsafe bool IsNeeded(ulong reference, LabelSet labels, int last) =>
        head.Series.Find(labels) is not null || head.Removed.SegmentOf(reference) > last;
}

/// <summary>The series removed lately, with the segment that was written to then: no later one holds samples of theirs. Thread-safe.</summary>
internal sealed class RemovedSeries
{
    private readonly ConcurrentDictionary<ulong, int> _segments = [];

    public void Add(ulong reference, int segment) => _segments[reference] = segment;

    /// <summary>-1: not removed lately.</summary>
    public int SegmentOf(ulong reference) => _segments.GetValueOrDefault(reference, -1);

    public void ForgetBefore(int segment)
    {
        foreach ((ulong reference, int last) in _segments)
            if (last <= segment)
                _segments.TryRemove(reference, out _);
    }
}
