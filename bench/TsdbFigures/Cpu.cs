using System.Diagnostics;

namespace Tocsin.TsdbFigures;

/// <summary>CPU time of this process between two moments.</summary>
internal readonly struct Cpu
{
    private readonly TimeSpan _begin;

    private Cpu(TimeSpan begin) => _begin = begin;

    public static Cpu Begin() => new(Environment.CpuUsage.TotalTime);

    public double Seconds => (Environment.CpuUsage.TotalTime - _begin).TotalSeconds;

    /// <summary>Resident bytes.</summary>
    public static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        return process.WorkingSet64;
    }
}
