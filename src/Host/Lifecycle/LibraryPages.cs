using System.Runtime.InteropServices;

namespace Tocsin.Host.Lifecycle;

/// <summary>
/// The pages of assemblies: metadata that was read when a type was loaded, code that ran once at the start. Each one stays resident in the process, with the pages
/// around it, until the machine is short of memory; given back, it is the page cache's, the first to go, and comes back from there when it is needed again.
/// </summary>
// Only pages that are the same in the file are given back, so that nothing can be lost, whoever reads or runs them meanwhile. Metadata is mapped shared and
// read-only. Code is mapped privately, and the loader, or a debugger, may have written into it: then the kernel counts anonymous pages, and the mapping is left
// alone, as is one that was not there at the look before: it may be loading just now.
internal sealed class LibraryPages
{
    private const string Mappings = "/proc/self/smaps";
    private const int DontNeed = 4;

    private HashSet<(nuint, nuint)> _seen = [];

    /// <summary>Gives back metadata, and code that was loaded before the last call.</summary>
    /// <exception cref="IOException">The mappings cannot be read.</exception>
    public void GiveBack()
    {
        var seen = new HashSet<(nuint, nuint)>();
        using (FileStream smaps = File.OpenRead(Mappings))
            foreach (LibraryMapping mapping in LibraryMapping.Read(smaps))
            {
                bool wasThere = _seen.Contains((mapping.Start, mapping.Length));
                seen.Add((mapping.Start, mapping.Length));
                if (mapping.IsMetadata || (mapping.IsCode && wasThere && mapping.AnonymousKib == 0)) _ = Advise(mapping.Start, mapping.Length, DontNeed);
            }
        _seen = seen;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint address, nuint length, int advice);
}
