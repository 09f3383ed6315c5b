using Tocsin.Model.Matchers;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// Everything that changes blocks: cuts from the head, joins, retention, deletion, snapshots. One at a time; appends and queries go on.
/// </summary>
internal sealed class Compactor(DurableHead head, BlockDirectory blocks, CompactionSettings settings, TimeProvider clock, CompactionMetrics metrics)
{
    private static readonly TimeSpan LookForEnded = TimeSpan.FromMinutes(5);

    private readonly Lock _round = new();
    private readonly HeadCut _cut = new(head, blocks, clock);
    private readonly BlockCompaction _join = new(blocks, clock);
    private readonly CompactionPlan _plan = new(ChunkCut.RangeMilliseconds, settings.LongestBlock);
    private DateTimeOffset _lookedForEnded = clock.GetUtcNow();

    /// <summary>Does what is due.</summary>
    /// <param name="told">Is told of each block that is made, and why.</param>
    /// <param name="cancel">Ends it between two series.</param>
    /// <exception cref="IOException">What was under way is undone and tried again the next time.</exception>
    /// <exception cref="InvalidDataException">A block cannot be read, and is left out from now on.</exception>
    public void Run(Action<string> told, CancellationToken cancel)
    {
        lock (_round)
        {
            Reload();
            // Late samples first: what is deleted of them is known until the cut forgets deletions that old.
            if (_cut.IsDue && _cut.TryCutOutOfOrder(cancel) is { } late)
                foreach (BlockMeta block in late)
                    Made(told, $"block {block.Id} is made of samples that came out of order", block);
            if (IsTimeForEnded() && _cut.TryCutEnded(settings.EndedShare, cancel) is { } ended)
                foreach (BlockMeta block in ended)
                    Made(told, $"block {block.Id} is made of series that have ended", block);
            while (_cut.TryCut(cancel, out BlockMeta? block))
                if (block is not null)
                    Made(told, $"block {block.Id} is cut from the head", block);
            DropOutlived(told);
            while (_plan.Next(blocks.Blocks) is { Count: > 0 } parents) Join(parents, told, cancel);
        }
    }

    /// <summary>Drops what is older than a time: whole blocks, and from the head.</summary>
    /// <exception cref="IOException">Not all could be dropped.</exception>
    public void DropBefore(long minTime)
    {
        lock (_round)
        {
            blocks.Delete([.. blocks.Blocks.Where(block => block.Meta.MaxTime <= minTime)]);
            head.DropBefore(minTime);
        }
    }

    /// <summary>Deletes samples of the matching series, both ends inclusive; gives the number of series, each once a block. It lasts before it returns.</summary>
    /// <exception cref="IOException">Not all is deleted.</exception>
    public int Delete(IReadOnlyList<Matcher> matchers, long minTime, long maxTime)
    {
        lock (_round)
        {
            int series = 0;
            foreach (Block block in blocks.Blocks.Where(block => block.Overlaps(minTime, maxTime)))
                series += BlockDeletion.Delete(block, matchers, new TimeRange(minTime, maxTime));
            return series + head.Delete(matchers, minTime, maxTime);
        }
    }

    /// <summary>Writes every block again that has deleted samples.</summary>
    /// <exception cref="IOException">Some are as they were.</exception>
    /// <exception cref="InvalidDataException">A block cannot be read; it and those behind it are as they were.</exception>
    public void CleanTombstones(CancellationToken cancel)
    {
        lock (_round)
        {
            foreach (Block block in blocks.Blocks.Where(block => !block.Tombstones.IsEmpty).ToArray()) _join.Clean(block, cancel);
        }
    }

    /// <summary>Makes a directory that holds all there is now: blocks as links, the head as one more block.</summary>
    /// <exception cref="IOException">There is none, or half of one.</exception>
    public void Snapshot(string into, bool withHead, CancellationToken cancel)
    {
        lock (_round)
        {
            Directory.CreateDirectory(into);
            foreach (Block block in blocks.Blocks) BlockLinks.Link(block, into);
            if (!withHead || head.Head.Counts.Samples == 0) return;
            using HeadRange inOrder = head.OpenRange(long.MinValue, long.MaxValue);
            using HeadRange? late = head.OpenOutOfOrder(out _);
            (long start, long end) = (Math.Min(head.Head.MinTime, late?.Range.MinTime ?? long.MaxValue), Math.Max(head.Head.MaxTime, late?.Range.MaxTime ?? long.MinValue));
            var meta = new BlockMeta { Id = Ulid.At(clock.GetUtcNow()), MinTime = start, MaxTime = end + 1 };
            var series = new ClippedSeries(new MergedSeries(late is null ? [inOrder] : [inOrder, late]), new TimeRange(start, end));
            BlockWriter.Write(into, meta with { Sources = [meta.Id] }, series, cancel);
        }
    }

    // Looking at every series costs a little, and they end only after an hour.
    private bool IsTimeForEnded()
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - _lookedForEnded < LookForEnded) return false;
        _lookedForEnded = now;
        return true;
    }

    private void Reload()
    {
        try
        {
            blocks.Reload();
            metrics.Reloads.Add(1);
        }
        catch
        {
            metrics.ReloadsFailed.Add(1);
            throw;
        }
    }

    private void Join(IReadOnlyList<Block> parents, Action<string> told, CancellationToken cancel)
    {
        string names = string.Join(", ", parents.Select(block => block.Meta.Id));
        try
        {
            BlockMeta? made = _join.Join(parents, cancel);
            Made(told, made is null ? $"blocks {names} held nothing any more and are removed" : $"block {made.Id} (level {made.Level}) is made of {names}", made);
            if (parents.Count > 1 && parents[1].Meta.MinTime < parents[0].Meta.MaxTime) metrics.VerticalCompactions.Add(1);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            metrics.CompactionsFailed.Add(1);
            throw;
        }
    }

    private void Made(Action<string> told, string what, BlockMeta? block)
    {
        metrics.Compactions.Add(1);
        told(block is null
            ? what
            : $"{what}: {UnreadableChunk.Text(block.MinTime)} to {UnreadableChunk.Text(block.MaxTime)}, {block.Stats.Series} series, {block.Stats.Samples} samples");
    }

    private void DropOutlived(Action<string> told)
    {
        if (settings.Kept.Milliseconds > 0 && head.Head.RetentionFloor > head.Head.MinTime) head.DropBefore(head.Head.RetentionFloor);
        List<Block> outlived = BlockRetention.Outlived(blocks.Blocks, settings.Kept, head.BytesOnDisk, DiskBytes());
        foreach (Block block in outlived)
            told($"block {block.Meta.Id} has outlived the retention and is removed: {UnreadableChunk.Text(block.Meta.MinTime)} to {UnreadableChunk.Text(block.Meta.MaxTime)}");
        blocks.Delete(outlived);
        metrics.Retentions.Add(outlived.Count);
    }

    private long DiskBytes()
    {
        if (settings.Kept.DiskPercentage <= 0) return 0;
        return new DriveInfo(Path.GetFullPath(blocks.Path)).TotalSize;
    }
}
