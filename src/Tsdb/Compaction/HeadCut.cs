using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// Moves the older part of the head into blocks of two hours, as soon as the head spans three: what comes late by up to an hour still finds it there.
/// </summary>
internal sealed class HeadCut(DurableHead head, BlockDirectory blocks, TimeProvider clock)
{
    private const long Range = ChunkCut.RangeMilliseconds;

    // What is about to become a block is closed to new batches first; those begun before must have ended.
    private long _closedBefore = long.MinValue;
    private long _lastBatch;

    /// <summary>Whether the head spans so much that its oldest part is due.</summary>
    public bool IsDue => head.Head.Counts.Samples > 0 && head.Head.MaxTime - head.Head.MinTime > Range / 2 * 3;

    /// <summary>Cuts one block; null: nothing is due, or a batch that may still add to it is open.</summary>
    /// <exception cref="IOException">The head is as it was, except where only its log could not be shortened.</exception>
    public BlockMeta? TryCut(CancellationToken cancel)
    {
        if (!IsDue) return null;
        long start = head.Head.MinTime, end = EndOf(start);
        if (!IsClosed(end)) return null;
        var meta = new BlockMeta { Id = Ulid.At(clock.GetUtcNow()), MinTime = start, MaxTime = end };
        BlockMeta? written;
        using (HeadRange range = head.OpenRange(start, end - 1))
            written = BlockWriter.Write(blocks.Path, meta with { Sources = [meta.Id] }, new JoinedSeries(new ClippedSeries(range, new TimeRange(start, end - 1))), cancel);
        blocks.Reload();
        head.Truncate(end);
        return written ?? meta;
    }

    /// <summary>Moves all samples out of order into blocks of their own, which overlap others; null: there are none.</summary>
    /// <exception cref="IOException">They are where they were.</exception>
    public IReadOnlyList<BlockMeta>? TryCutOutOfOrder(CancellationToken cancel)
    {
        HeadRange? open = head.OpenOutOfOrder(out OutOfOrderCut cut);
        if (open is null) return null;
        var written = new List<BlockMeta>();
        using (open)
        {
            var series = new MergedSeries([open]);
            for (long start = EndOf(open.Range.MinTime) - Range; start <= open.Range.MaxTime; start += Range)
            {
                var meta = new BlockMeta { Id = Ulid.At(clock.GetUtcNow()), MinTime = start, MaxTime = start + Range, Hints = [BlockMeta.OutOfOrderHint] };
                var clipped = new ClippedSeries(series, new TimeRange(start, start + Range - 1));
                if (BlockWriter.Write(blocks.Path, meta with { Sources = [meta.Id] }, clipped, cancel) is { } block) written.Add(block);
            }
        }
        blocks.Reload();
        head.ReleaseOutOfOrder(cut);
        return written;
    }

    /// <summary>The first timestamp behind the aligned range that a timestamp lies in.</summary>
    public static long EndOf(long timestamp)
    {
        long start = timestamp / Range * Range;
        return (timestamp < start ? start - Range : start) + Range;
    }

    private bool IsClosed(long end)
    {
        if (_closedBefore != end)
        {
            head.Head.SetMinValidTime(end);
            (long States, long Texts) visit = head.Head.Series.Enter();
            _lastBatch = visit.States;
            _closedBefore = end;
            head.Head.Series.Exit(visit);
        }
        return head.Head.Series.OldestInside > _lastBatch;
    }
}
