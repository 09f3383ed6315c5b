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

    // Longer than a batch stays open.
    private const long EndedMargin = 10 * 60 * 1000;

    // What is about to become a block is closed to new batches first; those begun before must have ended.
    private long _closedBefore = long.MinValue;
    private long _lastBatch;

    /// <summary>Whether the head spans so much that its oldest part is due.</summary>
    public bool IsDue => head.Head.Counts.Samples > 0 && head.Head.MaxTime - head.Head.MinTime > Range / 2 * 3;

    /// <summary>Cuts one block. False: nothing is due, or a batch that may still add to it is open.</summary>
    /// <param name="cancel">Ends it between two series.</param>
    /// <param name="written">Null though something was cut: all of it had been deleted.</param>
    /// <exception cref="IOException">The head is as it was, except where only its log could not be shortened.</exception>
    public bool TryCut(CancellationToken cancel, out BlockMeta? written)
    {
        written = null;
        if (!IsDue) return false;
        long start = head.Head.MinTime, end = EndOf(start);
        if (!IsClosed(end)) return false;
        var meta = new BlockMeta { Id = Ulid.At(clock.GetUtcNow()), MinTime = start, MaxTime = end };
        using (HeadRange range = head.OpenRange(start, end - 1))
            written = BlockWriter.Write(blocks.Path, meta with { Sources = [meta.Id] }, new JoinedSeries(new ClippedSeries(range, new TimeRange(start, end - 1))), cancel);
        blocks.Reload();
        head.Truncate(end);
        return true;
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
            WriteRanges(open, new MergedSeries([open]), [BlockMeta.OutOfOrderHint], written, cancel);
        }
        blocks.Reload();
        head.ReleaseOutOfOrder(cut);
        return written;
    }

    /// <summary>
    /// Moves series that have ended into blocks of their own, which overlap others, when they are a large enough part of the head; null: they are not.
    /// </summary>
    /// <exception cref="IOException">They are where they were.</exception>
    // The blocks say that they came out of order: they must not make the start believe that the log up to their end is in blocks.
    public IReadOnlyList<BlockMeta>? TryCutEnded(double leastShare, CancellationToken cancel)
    {
        // What a series could still get is newer than this, whether it is known or begins anew; so samples here and in the block stay in order.
        long before = head.Head.MaxTime - (Range / 2) - EndedMargin;
        if (leastShare <= 0 || head.Head.Counts.Samples == 0 || before <= head.Head.MinTime) return null;
        List<EndedSeries> ended = EndedSeriesSearch.Find(head.Head, before);
        if (ended.Count == 0 || ended.Count < leastShare * head.Head.Series.Count) return null;
        var written = new List<BlockMeta>();
        using (HeadRange open = head.OpenEnded(ended))
            WriteRanges(open, new JoinedSeries(open), [BlockMeta.OutOfOrderHint, BlockMeta.EndedHint], written, cancel);
        blocks.Reload();
        head.Forget(ended);
        return written;
    }

    /// <summary>The first timestamp behind the aligned range that a timestamp lies in.</summary>
    public static long EndOf(long timestamp)
    {
        long start = timestamp / Range * Range;
        return (timestamp < start ? start - Range : start) + Range;
    }

    private void WriteRanges(HeadRange open, IChunkedSeries series, string[] hints, List<BlockMeta> written, CancellationToken cancel)
    {
        for (long start = EndOf(open.Range.MinTime) - Range; start <= open.Range.MaxTime; start += Range)
        {
            var meta = new BlockMeta { Id = Ulid.At(clock.GetUtcNow()), MinTime = start, MaxTime = start + Range, Hints = hints };
            var clipped = new ClippedSeries(series, new TimeRange(start, start + Range - 1));
            if (BlockWriter.Write(blocks.Path, meta with { Sources = [meta.Id] }, clipped, cancel) is { } block) written.Add(block);
        }
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
