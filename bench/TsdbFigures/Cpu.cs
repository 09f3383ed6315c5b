using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tocsin.TsdbFigures;

/// <summary>CPU time of this process between two moments.</summary>
internal readonly partial struct Cpu
{
    // CLOCK_THREAD_CPUTIME_ID
    private const int ThreadClock = 3;

    private readonly TimeSpan _begin;

    private Cpu(TimeSpan begin) => _begin = begin;

    public static Cpu Begin() => new(Environment.CpuUsage.TotalTime);

    public double Seconds => (Environment.CpuUsage.TotalTime - _begin).TotalSeconds;

    /// <summary>CPU seconds of this thread so far: what it would take if nobody else used the core.</summary>
    public static double OfThread()
    {
        _ = ClockGetTime(ThreadClock, out Moment moment);
        return moment.Seconds + (moment.Nanoseconds / 1e9);
    }

    /// <summary>Resident bytes.</summary>
    public static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        return process.WorkingSet64;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Moment moment);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Moment
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
