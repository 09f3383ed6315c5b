using System.Diagnostics.Metrics;

namespace Tocsin.Tsdb.Compaction;

/// <summary>Counters of compaction under upstream's names.</summary>
internal sealed class CompactionMetrics(Meter meter)
{
    public Counter<long> Compactions { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_compactions_total", null, "Total number of compactions that were executed for the partition.");

    public Counter<long> CompactionsFailed { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_compactions_failed_total", null, "Total number of compactions that failed for the partition.");

    public Counter<long> VerticalCompactions { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_vertical_compactions_total", null, "Total number of compactions done on overlapping blocks.");

    public Counter<long> Triggered { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_compactions_triggered_total", null, "Total number of triggered compactions for the partition.");

    public Counter<long> Reloads { get; } = meter.CreateCounter<long>(
        "prometheus_tsdb_reloads_total", null, "Number of times the database reloaded block data from disk.");

    public Counter<long> ReloadsFailed { get; } = meter.CreateCounter<long>(
        "prometheus_tsdb_reloads_failures_total", null, "Number of times the database failed to reloadBlocks block data from disk.");

    public Counter<long> Retentions { get; } = meter.CreateCounter<long>(
        "prometheus_tsdb_time_retentions_total", null, "The number of blocks deleted because the maximum time or size limit was exceeded.");
}
