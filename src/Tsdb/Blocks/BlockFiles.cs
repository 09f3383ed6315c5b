namespace Tocsin.Tsdb.Blocks;

/// <summary>The small files of a block, and how directories of blocks are called.</summary>
internal static class BlockFiles
{
    public const string Index = "index";

    /// <summary>Ending of a block that is being written: a crash leaves it, the next start removes it.</summary>
    public const string Unfinished = ".tmp-for-creation";

    /// <summary>Ending of a block that is being removed.</summary>
    public const string Doomed = ".tmp-for-deletion";

    /// <summary>Ending of a block that cannot be read, set aside.</summary>
    public const string Damaged = ".corrupt";

    private const long LargestMeta = 16 * 1024 * 1024;
    private const long LargestTombstones = 1L << 30;

    /// <exception cref="InvalidDataException">Missing, or not a meta.json.</exception>
    public static BlockMeta ReadMeta(string directory)
    {
        try
        {
            return BlockMeta.Read(ReadSmall(Path.Combine(directory, BlockMeta.FileName), LargestMeta));
        }
        catch (FileNotFoundException)
        {
            throw new InvalidDataException($"{BlockMeta.FileName}: the file is missing");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{BlockMeta.FileName}: {e.Message}", e);
        }
    }

    /// <summary>A block without the file has none.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static Tombstones ReadTombstones(string directory)
    {
        string path = Path.Combine(directory, Tombstones.FileName);
        if (!File.Exists(path)) return Tombstones.None;
        try
        {
            return Tombstones.Parse(ReadSmall(path, LargestTombstones));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Tombstones.FileName}: {e.Message}", e);
        }
    }

    public static void WriteTombstones(string directory, Tombstones tombstones) => Replace(Path.Combine(directory, Tombstones.FileName), tombstones.ToFile());

    public static void WriteMeta(string directory, BlockMeta meta) => Replace(Path.Combine(directory, BlockMeta.FileName), meta.ToJson());

    /// <summary>The file has the old content or the new one, whenever the power fails.</summary>
    private static void Replace(string path, byte[] content)
    {
        string unfinished = path + ".tmp";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private static byte[] ReadSmall(string path, long most)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > most) throw new InvalidDataException($"the file has {file.Length} bytes, more than the {most} that are read");
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
