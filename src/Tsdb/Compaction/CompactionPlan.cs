using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// Decides which blocks become one, as Prometheus does: blocks that overlap first; then blocks that fill a range three times as long, or lie before the
/// newest block; then long blocks of which more than a twentieth is deleted. The newest block is left alone, except where it overlaps.
/// </summary>
internal sealed class CompactionPlan
{
    private const int Factor = 3;
    private const int MostLevels = 10;
    private const double ManyTombstones = 0.05;

    private readonly long[] _ranges;

    /// <param name="shortest">Length of the blocks that are cut from the head, in ms.</param>
    /// <param name="longest">No block is made longer than this.</param>
    public CompactionPlan(long shortest, long longest)
    {
        var ranges = new List<long> { shortest };
        while (ranges.Count < MostLevels && ranges[^1] * Factor <= longest) ranges.Add(ranges[^1] * Factor);
        _ranges = [.. ranges];
    }

    /// <summary>Lengths of blocks, ascending.</summary>
    public IReadOnlyList<long> Ranges => _ranges;

    /// <summary>The longest block for a retention time: a tenth of it, at most 31 days.</summary>
    public static long LongestFor(long retention) => Math.Min((long)TimeSpan.FromDays(31).TotalMilliseconds, retention / 10);

    /// <summary>The blocks to make one of; empty: nothing to do.</summary>
    /// <param name="blocks">All blocks by their oldest timestamp.</param>
    public IReadOnlyList<Block> Next(IReadOnlyList<Block> blocks)
    {
        if (blocks.Count == 0) return [];
        List<Block> overlapping = Overlapping(blocks);
        if (overlapping.Count > 0) return overlapping;
        List<Block> older = [.. blocks.Take(blocks.Count - 1)];
        List<Block> filling = Filling(older);
        return filling.Count > 0 ? filling : Deleted(older);
    }

    private static List<Block> Overlapping(IReadOnlyList<Block> blocks)
    {
        var found = new List<Block>();
        long end = long.MinValue;
        for (int i = 0; i < blocks.Count; i++)
        {
            if (i > 0 && blocks[i].Meta.MinTime < end)
            {
                if (found.Count == 0) found.Add(blocks[i - 1]);
                found.Add(blocks[i]);
            }
            else if (found.Count > 0) break;
            end = Math.Max(end, blocks[i].Meta.MaxTime);
        }
        return found.Exists(block => block.Meta.Failed) ? [] : found;
    }

    private List<Block> Filling(List<Block> blocks)
    {
        if (blocks.Count == 0) return [];
        long newest = blocks[^1].Meta.MinTime;
        foreach (long range in _ranges.Skip(1))
        {
            foreach (List<Block> part in Split(blocks, range))
            {
                if (part.Count < 2 || part.Exists(block => block.Meta.Failed)) continue;
                long start = part[0].Meta.MinTime, end = part[^1].Meta.MaxTime;
                if (end - start == range || end <= newest) return part;
            }
        }
        return [];
    }

    /// <summary>Blocks that lie within the same aligned range. Those that cross its ends belong to none.</summary>
    private static IEnumerable<List<Block>> Split(List<Block> blocks, long range)
    {
        for (int i = 0; i < blocks.Count;)
        {
            long first = blocks[i].Meta.MinTime;
            long end = (range * (first >= 0 ? first / range : (first - range + 1) / range)) + range;
            if (blocks[i].Meta.MaxTime > end)
            {
                i++;
                continue;
            }
            var part = new List<Block>();
            for (; i < blocks.Count && blocks[i].Meta.MaxTime <= end; i++) part.Add(blocks[i]);
            yield return part;
        }
    }

    private List<Block> Deleted(List<Block> blocks)
    {
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            BlockMeta meta = blocks[i].Meta;
            if (meta.Failed) continue;
            bool longEnough = meta.MaxTime - meta.MinTime >= _ranges[_ranges.Length / 2];
            if (longEnough && (double)meta.Stats.Tombstones / (meta.Stats.Series + 1) > ManyTombstones) return [blocks[i]];
            if (longEnough) continue;
            // All of it may be deleted; then its length does not matter.
            return meta.Stats.Tombstones > 0 && meta.Stats.Tombstones >= meta.Stats.Series ? [blocks[i]] : [];
        }
        return [];
    }
}
