using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>The head's counters under upstream's names.</summary>
internal sealed class HeadMetrics(Meter meter)
{
    private static readonly KeyValuePair<string, object?> Float = new("type", "float");

    private readonly Counter<long> _appended =
        meter.CreateCounter<long>("prometheus_tsdb_head_samples_appended_total", null, "Total number of appended samples.");

    private readonly Counter<long> _outOfOrder = meter.CreateCounter<long>(
        "prometheus_tsdb_out_of_order_samples_total", null, "Samples refused because they are older than the newest of their series.");

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

    public Counter<long> ExemplarsAppended { get; } =
        meter.CreateCounter<long>("prometheus_tsdb_exemplar_exemplars_appended_total", null, "Total number of appended exemplars.");

    public void Appended(long samples) => _appended.Add(samples, Float);

    public void Refused(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.OutOfOrder) _outOfOrder.Add(1, Float);
        else if (outcome is AppendOutcome.OutOfBounds or AppendOutcome.TooFarInFuture) _outOfBounds.Add(1, Float);
    }

    public void RefusedExemplar(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.OutOfOrder) _outOfOrderExemplars.Add(1);
    }
}
