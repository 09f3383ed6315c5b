using System.Diagnostics.Metrics;

namespace Tocsin.Ingest.Discovery;

/// <summary>Counts what discovery does, under upstream's names.</summary>
internal sealed class DiscoveryMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _fileErrors = meters.Create("Tocsin").CreateCounter<long>("prometheus_sd_file_read_errors_total", null, "Number of file_sd files that could not be read.");

    public void FileReadFailed() => _fileErrors.Add(1);
}
