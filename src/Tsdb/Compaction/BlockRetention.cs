using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Compaction;

/// <summary>How long and how much is kept.</summary>
/// <param name="Milliseconds">Blocks this much older than the newest one go; 0: time does not matter.</param>
/// <param name="Bytes">Blocks, head and log together; 0: size does not matter.</param>
/// <param name="DiskPercentage">The same as a part of the disk, 0 to 100; 0: does not matter. Where both are given, the smaller counts.</param>
internal readonly record struct KeptLimits(long Milliseconds, long Bytes, double DiskPercentage);

/// <summary>Chooses the blocks that have outlived the retention. Only whole blocks go.</summary>
internal static class BlockRetention
{
    /// <param name="blocks">All of them.</param>
    /// <param name="limits">What is kept.</param>
    /// <param name="headBytes">What head and log take on the disk; they count, but only blocks can go.</param>
    /// <param name="diskBytes">Size of the disk.</param>
    public static List<Block> Outlived(IReadOnlyList<Block> blocks, KeptLimits limits, long headBytes, long diskBytes)
    {
        List<Block> newestFirst = [.. blocks.OrderByDescending(block => block.Meta.MaxTime)];
        var outlived = new List<Block>();
        if (newestFirst.Count == 0) return outlived;
        long newest = newestFirst[0].Meta.MaxTime, most = BytesOf(limits, diskBytes), size = headBytes;
        bool full = false;
        foreach (Block block in newestFirst)
        {
            size += block.Size;
            full |= most > 0 && size > most;
            bool old = limits.Milliseconds > 0 && newest - block.Meta.MaxTime >= limits.Milliseconds;
            if (full || old) outlived.Add(block);
        }
        return outlived;
    }

    private static long BytesOf(KeptLimits limits, long diskBytes)
    {
        long part = (long)(diskBytes * limits.DiskPercentage / 100);
        if (limits.Bytes <= 0 || part <= 0) return Math.Max(limits.Bytes, part);
        return Math.Min(limits.Bytes, part);
    }
}
