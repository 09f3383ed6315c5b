using System.Runtime.InteropServices;
using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// Copies a block without copying its samples: index and chunk files are linked, what may change is copied.
/// </summary>
internal static partial class BlockLinks
{
    /// <exception cref="IOException"/>
    public static void Link(Block block, string into)
    {
        string target = Path.Combine(into, block.Meta.Id.ToString()), unfinished = target + BlockFiles.Unfinished;
        Directory.CreateDirectory(Path.Combine(unfinished, ChunkFiles.Folder));
        foreach (string name in (string[])[BlockMeta.FileName, Tombstones.FileName])
            if (File.Exists(Path.Combine(block.Directory, name)))
                File.Copy(Path.Combine(block.Directory, name), Path.Combine(unfinished, name));
        Link(Path.Combine(block.Directory, BlockFiles.Index), Path.Combine(unfinished, BlockFiles.Index));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(block.Directory, ChunkFiles.Folder)))
            Link(file, Path.Combine(unfinished, ChunkFiles.Folder, Path.GetFileName(file)));
        Directory.Move(unfinished, target);
    }

    // Another file system, or one without links: a copy does as well.
    private static void Link(string from, string to)
    {
        if (OperatingSystem.IsWindows() || HardLink(from, to) != 0) File.Copy(from, to);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string from, string to);
}
