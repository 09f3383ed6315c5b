using Tocsin.Model.Matchers;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Compaction;

/// <summary>Marks the samples of matching series as deleted in a block.</summary>
internal static class BlockDeletion
{
    /// <summary>Gives the number of series.</summary>
    /// <exception cref="InvalidDataException">The index cannot be read; nothing is deleted.</exception>
    /// <exception cref="IOException">Nothing is deleted.</exception>
    public static int Delete(Block block, IReadOnlyList<Matcher> matchers, TimeRange range)
    {
        var ranges = new List<(uint, TimeRange)>();
        var series = new IndexedSeries();
        foreach (uint number in MatcherResolver.Resolve(new FilePostings(block.Index), matchers))
        {
            block.Index.ReadSeries(number, series);
            if (!series.Chunks.Exists(chunk => range.Overlaps(chunk.MinTime, chunk.MaxTime))) continue;
            // No further than there are samples, so that what is left of the block can be told from the ranges.
            ranges.Add((number, new TimeRange(Math.Max(range.MinTime, series.Chunks[0].MinTime), Math.Min(range.MaxTime, series.Chunks[^1].MaxTime))));
        }
        if (ranges.Count > 0) block.Delete(ranges);
        return ranges.Count;
    }
}
