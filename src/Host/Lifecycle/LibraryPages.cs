using System.Globalization;
using System.Runtime.InteropServices;

namespace Tocsin.Host.Lifecycle;

/// <summary>
/// The pages of assemblies that hold metadata: read when a type is loaded, hardly ever after. Each one that was read stays resident in the process, with the
/// pages around it, until the machine is short of memory; given back, it is the page cache's, the first to go, and comes back from there when it is read again.
/// </summary>
// Only mappings that are shared and read-only ("r--s"): nothing in them can be the process's own, so that nothing can be lost, whoever reads meanwhile.
internal static class LibraryPages
{
    private const string Maps = "/proc/self/maps";
    private const int DontNeed = 4;

    /// <exception cref="IOException">The mappings cannot be read.</exception>
    public static void GiveBack()
    {
        foreach (string line in File.ReadLines(Maps))
            if (TryRead(line, out nuint start, out nuint length))
                _ = Advise(start, length, DontNeed);
    }

    /// <summary>One line of <c>/proc/PID/maps</c>; only those of assemblies' metadata are taken.</summary>
    internal static bool TryRead(ReadOnlySpan<char> line, out nuint start, out nuint length)
    {
        start = length = 0;
        int dash = line.IndexOf('-'), space = line.IndexOf(' ');
        if (dash < 0 || space < dash || !line[space..].StartsWith(" r--s ", StringComparison.Ordinal) || !line.EndsWith(".dll", StringComparison.Ordinal)) return false;
        if (!nuint.TryParse(line[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out start) ||
            !nuint.TryParse(line[(dash + 1)..space], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nuint end) || end <= start) return false;
        length = end - start;
        return true;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint address, nuint length, int advice);
}
