using System.Diagnostics.Metrics;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb;

/// <summary>What is measured when somebody looks, under upstream's names.</summary>
internal static class TsdbGauges
{
    public static void Register(Meter meter, MemoryHead head, BlockDirectory blocks, Func<TsdbStatistics> statistics, Func<int> currentSegment, TsdbOptions options)
    {
        Gauge("prometheus_tsdb_head_series", "Total number of series in the head block.", () => head.Postings.SeriesCount);
        Gauge("prometheus_tsdb_head_chunks", "Total number of chunks in the head block.", () => head.Counts.Chunks);
        Gauge("prometheus_tsdb_head_min_time", "Minimum time bound of the head block, in milliseconds.", () => head.MinTime);
        Gauge("prometheus_tsdb_head_max_time", "Maximum timestamp of the head block, in milliseconds.", () => head.MaxTime);
        Gauge("prometheus_tsdb_head_min_time_seconds", "Minimum time bound of the head block.", () => head.MinTime / 1000);
        Gauge("prometheus_tsdb_head_max_time_seconds", "Maximum timestamp of the head block.", () => head.MaxTime / 1000);
        Gauge("prometheus_tsdb_lowest_timestamp_seconds", "Lowest timestamp value stored in the database.",
            () => (blocks.Blocks.Count > 0 ? blocks.Blocks[0].Meta.MinTime : head.MinTime) / 1000);
        Gauge("prometheus_tsdb_blocks_loaded", "Number of currently loaded data blocks.", () => blocks.Blocks.Count);
        Gauge("prometheus_tsdb_storage_blocks_bytes", "The number of bytes that are currently used for local storage by all blocks.", () => blocks.Size);
        Gauge("prometheus_tsdb_retention_limit_bytes", "Max number of bytes to be retained in the tsdb blocks.", () => options.RetentionBytes);
        Gauge("prometheus_tsdb_wal_segment_current", "Write log segment index that TSDB is currently writing to.", () => currentSegment());
        Gauge("prometheus_tsdb_wal_storage_size_bytes", "Size of the write log directory.", () => statistics().WalBytes);
        Gauge("prometheus_tsdb_exemplar_exemplars_in_storage", "Number of exemplars currently in circular storage.", () => head.Exemplars.Count);
        Gauge("prometheus_tsdb_exemplar_series_with_exemplars_in_storage", "Number of series with exemplars currently in circular storage.",
            () => head.Exemplars.SeriesCount);
        Gauge("prometheus_tsdb_exemplar_max_exemplars", "Total number of exemplars the exemplar storage can store.", () => options.MaxExemplars);
        meter.CreateObservableGauge("prometheus_tsdb_data_replay_duration_seconds", () => statistics().ReplayDuration.TotalSeconds, null,
            "Time taken to replay the data on disk.");
        meter.CreateObservableGauge("prometheus_tsdb_retention_limit_seconds", () => options.RetentionTime.TotalSeconds, null,
            "How long to retain samples in storage.");

        void Gauge(string name, string help, Func<long> value) => meter.CreateObservableGauge(name, value, null, help);
    }
}
