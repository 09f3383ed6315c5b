using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb;

/// <summary>A block in one line. Times in ms since the epoch; <paramref name="MaxTime"/> is the first one behind it.</summary>
public sealed record BlockSummary(string Id, long MinTime, long MaxTime, long Samples, long Chunks, long Series, long Bytes)
{
    internal static BlockSummary Of(Block block) => Of(block.Meta, block.Size);

    internal static BlockSummary Of(BlockMeta meta, long bytes) =>
        new(meta.Id.ToString(), meta.MinTime, meta.MaxTime, meta.Stats.Samples, meta.Stats.Chunks, meta.Stats.Series, bytes);
}
