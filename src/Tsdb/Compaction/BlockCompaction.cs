using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Compaction;

/// <summary>Makes one block of several, or a smaller one of one with deletions.</summary>
internal sealed class BlockCompaction(BlockDirectory blocks, TimeProvider clock)
{
    /// <summary>Replaces blocks by one that holds what is left of them; by none when nothing is. They are of another's time or overlap it.</summary>
    /// <exception cref="InvalidDataException">A part of one cannot be read. They are as they were, and marked: nobody tries again.</exception>
    /// <exception cref="IOException">They are as they were.</exception>
    public BlockMeta? Join(IReadOnlyList<Block> parents, CancellationToken cancel) => Replace(parents, parents.Max(block => block.Meta.Level) + 1, cancel);

    /// <summary>Writes a block again without what is deleted of it.</summary>
    /// <inheritdoc cref="Join"/>
    public BlockMeta? Clean(Block block, CancellationToken cancel) => Replace([block], block.Meta.Level, cancel);

    private BlockMeta? Replace(IReadOnlyList<Block> parents, int level, CancellationToken cancel)
    {
        var meta = new BlockMeta
        {
            Id = Ulid.At(clock.GetUtcNow()),
            MinTime = parents.Min(block => block.Meta.MinTime),
            MaxTime = parents.Max(block => block.Meta.MaxTime),
            Level = level,
            Sources = [.. parents.SelectMany(block => block.Meta.Sources).Distinct().Order()],
            Hints = ReachesBeyondOrder(parents) ? [BlockMeta.OutOfOrderHint] : [],
            Parents = [.. parents.Select(block => new BlockParent(block.Meta.Id, block.Meta.MinTime, block.Meta.MaxTime))],
        };
        try
        {
            var series = new MergedSeries([.. parents.Select(block => new BlockSeries(block, Refuse))]);
            BlockMeta? written = BlockWriter.Write(blocks.Path, meta, series, cancel);
            if (written is null) blocks.Delete([.. parents]);
            else blocks.Reload();
            return written;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            foreach (Block parent in parents) parent.Change(parent.Meta with { Failed = true });
            throw new InvalidDataException($"blocks {string.Join(", ", parents.Select(block => block.Meta.Id))} stay as they are: {e.Message}", e);
        }
    }

    // The newest time of blocks without the hint tells what the head need not read from its log any more. So a block keeps the hint while samples out of
    // order are its newest.
    private static bool ReachesBeyondOrder(IReadOnlyList<Block> parents)
    {
        long inOrder = parents.Where(block => !block.Meta.IsOutOfOrder).Select(block => block.Meta.MaxTime).DefaultIfEmpty(long.MinValue).Max();
        return parents.Any(block => block.Meta.IsOutOfOrder && block.Meta.MaxTime > inOrder);
    }

    // A part that cannot be read may be saved by somebody; a block made without it would be the end of it.
    private static void Refuse(UnreadableChunk what) => throw new InvalidDataException(what.ToString());
}
