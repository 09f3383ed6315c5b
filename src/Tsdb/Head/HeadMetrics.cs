using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>The head's counters under upstream's names.</summary>
internal sealed class HeadMetrics(Meter meter)
{
    private static readonly KeyValuePair<string, object?> Float = new("type", "float");
    private static readonly KeyValuePair<string, object?> Histogram = new("type", "histogram");

    private readonly Counter<long> _appended =
        meter.CreateCounter<long>("prometheus_tsdb_head_samples_appended_total", null, "Total number of appended samples.");

    private readonly Counter<long> _outOfOrder = meter.CreateCounter<long>(
        "prometheus_tsdb_out_of_order_samples_total", null, "Samples refused because they are older than the newest of their series.");

    private readonly Counter<long> _outOfOrderAppended = meter.CreateCounter<long>(
        "prometheus_tsdb_head_out_of_order_samples_appended_total", null, "Total number of appended out of order samples.");

    private readonly Counter<long> _outOfBounds = meter.CreateCounter<long>(
        "prometheus_tsdb_out_of_bound_samples_total", null, "Samples refused because they are too old or too far in the future.");

    private readonly Counter<long> _outOfOrderExemplars = meter.CreateCounter<long>(
        "prometheus_tsdb_exemplar_out_of_order_exemplars_total", null, "Total number of out of order exemplar ingestion failed attempts.");

    public UpDownCounter<long> ActiveAppenders { get; } =
        meter.CreateUpDownCounter<long>("prometheus_tsdb_head_active_appenders", null, "Number of currently active appender transactions.");

    public Counter<long> SeriesCreated { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_head_series_created_total", null, "Total number of series created in the head.");

    public Counter<long> SeriesRemoved { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_head_series_removed_total", null, "Total number of series removed in the head.");

    public Counter<long> ChunksCreated { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_head_chunks_created_total", null, "Total number of chunks created in the head.");

    public Counter<long> ChunksRemoved { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_head_chunks_removed_total", null, "Total number of chunks removed in the head.");

    public Counter<long> MapFailures { get; } = meter.CreateCounter<long>(
        "prometheus_tsdb_mmap_chunk_write_failures_total", null, "Writes of finished chunks that failed; the chunks stay in memory and are written later.");

    public Counter<long> ChunkFileDamages { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_mmap_chunk_corruptions_total", null, "Total number of memory-mapped chunk corruptions.");

    public Counter<long> ExemplarsAppended { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_exemplar_exemplars_appended_total", null, "Total number of appended exemplars.");

    public void Appended(long floats, long histograms)
    {
        if (floats > 0) _appended.Add(floats, Float);
        if (histograms > 0) _appended.Add(histograms, Histogram);
    }

    public void AppendedOutOfOrder(long samples) => _outOfOrderAppended.Add(samples, Float);

    public void Refused(AppendOutcome outcome, PendingKind kind)
    {
        KeyValuePair<string, object?> type = (kind & PendingKind.Histogram) == 0 ? Float : Histogram;
        if (outcome == AppendOutcome.OutOfOrder) _outOfOrder.Add(1, type);
        else if (outcome is AppendOutcome.OutOfBounds or AppendOutcome.TooFarInFuture) _outOfBounds.Add(1, type);
    }

    public void RefusedExemplar(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.OutOfOrder) _outOfOrderExemplars.Add(1);
    }
}
