using System.Runtime.InteropServices;

namespace Tocsin.Host.Lifecycle;

/// <summary>
/// Gives memory back when a burst is over: after a start, or a storm of alerts, the collector would keep what it needed then, and so would the allocator of the
/// native parts (the compiler that runs while the process warms up) and what was read of the assemblies.
/// </summary>
internal sealed class MemoryTrim(TimeProvider clock) : BackgroundService
{
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly LibraryPages _pages = new();
    private bool _allocatorTrims = OperatingSystem.IsLinux();
    private bool _pagesAreGivenBack = OperatingSystem.IsLinux();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rule = new TrimRule();
        using var timer = new PeriodicTimer(Every, clock);
        bool trimmed = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                bool due = rule.IsDue(GC.GetTotalAllocatedBytes(), GC.GetGCMemoryInfo().HeapSizeBytes);
                if (due) Trim();
                // Once more a second later: the code that was loaded since the last burst.
                if (due || trimmed) GiveBackPages();
                trimmed = due;
            }
        }
        catch (OperationCanceledException)
        {
            // A host whose start failed would write it down as a failure of its own, behind the one line that says why.
        }
    }

    private void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            if (_allocatorTrims) _ = TrimAllocator(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc: it has no such call, and no such habit.
            _allocatorTrims = false;
        }
    }

    private void GiveBackPages()
    {
        try
        {
            if (_pagesAreGivenBack) _pages.GiveBack();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
            _pagesAreGivenBack = false;
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimAllocator(nuint pad);
}

/// <summary>When giving memory back is worth the pause: much was allocated since the last time, little of late, and the heap is small enough to be moved in some 30 ms.</summary>
internal sealed class TrimRule
{
    internal const long Burst = 32 << 20;
    internal const long Quiet = 2 << 20;
    internal const long LargestHeap = 128 << 20;

    // The first quiet second is due in any case: it ends the start.
    private long _atTrim = -Burst, _before;

    /// <param name="allocated">Bytes allocated since the start of the process.</param>
    /// <param name="heap">Bytes in the heap after the last collection.</param>
    public bool IsDue(long allocated, long heap)
    {
        bool quiet = allocated - _before < Quiet;
        _before = allocated;
        if (!quiet || allocated - _atTrim < Burst || heap > LargestHeap) return false;
        _atTrim = allocated;
        return true;
    }
}
