namespace Tocsin.Tsdb.Blocks;

/// <summary>Opens what can be opened of a block, and says what is lost of it.</summary>
internal static class BlockRepair
{
    /// <exception cref="InvalidDataException">Nothing of it can be read.</exception>
    /// <exception cref="NotSupportedException">Written in a way we do not read.</exception>
    /// <exception cref="IOException"/>
    public static Block Open(string directory, IBlockEvents events)
    {
        MendMeta(directory, events);
        MendTombstones(directory, events);
        Block block = Block.Open(directory);
        TellOfLostChunks(block, events);
        return block;
    }

    /// <summary>Renames a block that cannot be read.</summary>
    public static void SetAside(string directory, string reason, IBlockEvents events)
    {
        string time;
        try
        {
            BlockMeta meta = BlockFiles.ReadMeta(directory);
            time = $"samples from {UnreadableChunk.Text(meta.MinTime)} to {UnreadableChunk.Text(meta.MaxTime - 1)} are lost";
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            time = "of which time its samples are cannot be told";
        }
        string aside = directory + BlockFiles.Damaged;
        for (int i = 1; Directory.Exists(aside); i++) aside = $"{directory}{BlockFiles.Damaged}.{i}";
        Directory.Move(directory, aside);
        events.Damaged($"block {Path.GetFileName(directory)} cannot be read ({reason}): {time}; it is set aside as {aside}");
    }

    /// <summary>A meta.json that cannot be read is written again from what the index says.</summary>
    private static void MendMeta(string directory, IBlockEvents events)
    {
        try
        {
            BlockFiles.ReadMeta(directory);
        }
        catch (InvalidDataException e)
        {
            if (!Ulid.TryParse(Path.GetFileName(directory), out Ulid id)) throw;
            string path = Path.Combine(directory, BlockMeta.FileName), aside = path + BlockFiles.Damaged;
            BlockMeta meta = BlockScan.Describe(directory, id);
            if (File.Exists(path)) File.Move(path, aside, overwrite: true);
            BlockFiles.WriteMeta(directory, meta);
            events.Damaged($"block {id}: {e.Message}; it is written anew from the index ({UnreadableChunk.Text(meta.MinTime)} to {UnreadableChunk.Text(meta.MaxTime - 1)}), no samples are lost");
        }
    }

    private static void MendTombstones(string directory, IBlockEvents events)
    {
        try
        {
            BlockFiles.ReadTombstones(directory);
        }
        catch (InvalidDataException e)
        {
            string path = Path.Combine(directory, Tombstones.FileName), aside = path + BlockFiles.Damaged;
            File.Move(path, aside, overwrite: true);
            events.Damaged($"block {Path.GetFileName(directory)}: {e.Message}; it is set aside as {aside}: samples that were deleted from this block but still in it are back");
        }
    }

    private static void TellOfLostChunks(Block block, IBlockEvents events)
    {
        if (!BlockScan.LooksIncomplete(block)) return;
        LostChunks lost = BlockScan.FindLost(block);
        if (lost.Chunks == 0) return;
        events.Damaged(
            $"block {block.Meta.Id}: {lost.Chunks} chunks of {lost.Series} series are lost, from {UnreadableChunk.Text(lost.Time.MinTime)} to "
            + $"{UnreadableChunk.Text(lost.Time.MaxTime)}: a chunk file is missing or cut off; the rest of the block is read");
    }
}
