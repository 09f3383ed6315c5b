using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// Keeps the log in proportion to what the head holds: when retention has dropped enough, the older two thirds of the segments become a checkpoint.
/// </summary>
// A checkpoint rewrites what it keeps, so it has to be worth it: it waits until the log holds at least a third more samples than the head. That bounds
// the log to about twice the head's samples, and the work to a constant times what is appended.
internal sealed class WalTruncation(MemoryHead head, WalWriter writer, WalMetrics metrics, string directory, long segmentBytes, bool compress)
{
    private const int WorthPart = 3;

    private long _droppedSince;

    /// <summary>Takes note of samples that the head has dropped, and that the log still holds.</summary>
    public void Dropped(long samples) => _droppedSince += samples;

    /// <summary>Null: nothing to do yet.</summary>
    /// <exception cref="IOException">The log is as it was.</exception>
    public CheckpointReport? TruncateIfWorthIt(long minTime) => _droppedSince > head.SampleCount / WorthPart ? Truncate(minTime) : null;

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
            var checkpoint = new Checkpoint(directory, labels => head.Series.Find(labels) is not null, minTime, segmentBytes, compress);
            CheckpointReport report = checkpoint.Write(last);
            _droppedSince = Math.Max(0, _droppedSince - report.DroppedSamples);
            return report;
        }
        catch
        {
            metrics.TruncationsFailed.Add(1);
            throw;
        }
    }
}
