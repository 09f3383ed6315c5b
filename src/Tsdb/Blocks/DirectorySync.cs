using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Brings the entries of a directory to the disk: without it, a renamed file may have its old name after a power failure.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Best effort: some file systems refuse it, and Windows does not need it.</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        int file = Open(directory, ReadOnly);
        if (file < 0) return;
        _ = Sync(file);
        _ = Close(file);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
