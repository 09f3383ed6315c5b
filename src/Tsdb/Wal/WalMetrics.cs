using System.Diagnostics.Metrics;

namespace Tocsin.Tsdb.Wal;

/// <summary>The log's counters under upstream's names.</summary>
internal sealed class WalMetrics(Meter meter)
{
    private static readonly InstrumentAdvice<double> SyncBounds = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] };

    private readonly Histogram<double> _sync =
        meter.CreateHistogram("prometheus_tsdb_wal_fsync_duration_seconds", null, "Duration of write log fsync.", tags: null, SyncBounds);

    public Counter<long> Corruptions { get; } = meter.CreateCounter<long>("prometheus_tsdb_wal_corruptions_total", null, "Total number of WAL corruptions.");

    public Counter<long> WritesFailed { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_writes_failed_total", null, "Total number of write log writes that failed.");

    public Counter<long> CompletedPages { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_completed_pages_total", null, "Total number of completed pages.");

    public Counter<long> Fragments { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_record_part_writes_total", null, "Total number of record parts written.");

    public Counter<long> BytesWritten { get; } = meter.CreateCounter<long>(
        "prometheus_tsdb_wal_record_parts_bytes_written_total", null, "Total number of record part bytes written, including CRC and compression headers.");

    public Counter<long> BytesSaved { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_record_bytes_saved_total", null, "Total number of bytes saved by the optional record compression.");

    public Counter<long> Truncations { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_truncations_total", null, "Total number of write log truncations attempted.");

    public Counter<long> TruncationsFailed { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_wal_truncations_failed_total", null, "Total number of write log truncations that failed.");

    public void Synced(TimeSpan duration) => _sync.Record(duration.TotalSeconds);
}
