using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tocsin.Host.Telemetry;

/// <summary>What every exporter tells about its own process, under the usual names, and the version.</summary>
internal static class ProcessMetrics
{
    public static void Register(IMeterFactory meters)
    {
        Meter meter = meters.Create(MetricRegistry.MeterName);
        var process = Process.GetCurrentProcess();
        double started = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableCounter("process_cpu_seconds_total", () => Fresh(process).TotalProcessorTime.TotalSeconds, null, "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Fresh(process).WorkingSet64, null, "Resident memory size in bytes.");
        meter.CreateObservableGauge("process_virtual_memory_bytes", () => Fresh(process).VirtualMemorySize64, null, "Virtual memory size in bytes.");
        meter.CreateObservableGauge("process_start_time_seconds", () => started, null, "Start time of the process since unix epoch in seconds.");
        meter.CreateObservableGauge("process_open_fds", OpenFiles, null, "Number of open file descriptors.");
        meter.CreateObservableGauge("dotnet_gc_heap_bytes", () => GC.GetTotalMemory(false), null, "Bytes in the managed heap.");
        meter.CreateObservableCounter("dotnet_gc_pause_seconds_total", () => GC.GetTotalPauseDuration().TotalSeconds, null, "Time the process stood still for garbage collection.");
        meter.CreateObservableGauge("tocsin_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Build.Version)), null, "The version that runs.");
        meter.CreateObservableGauge("prometheus_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Build.Version)), null, "The version that runs.");
    }

    private static Process Fresh(Process process)
    {
        process.Refresh();
        return process;
    }

    private static int OpenFiles()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
