using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Muting;

/// <summary>What silences cost, under the names of Alertmanager. What has no counterpart here (snapshots and gossip: the state is in the database) is there and stays 0.</summary>
internal sealed class SilenceMetrics
{
    private static readonly double[] QueryBounds = [0.0000001, 0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1];

    private readonly Counter<long> _queries;
    private readonly Counter<long> _scanned;
    private readonly Histogram<double> _query;
    private readonly Counter<long> _maintenance;
    private readonly Counter<long> _maintenanceErrors;
    private readonly Counter<long> _collectErrors;
    private readonly Histogram<double> _collect;

    public SilenceMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        _queries = meter.CreateCounter<long>("alertmanager_silences_queries_total", description: "Questions which silences match.");
        _scanned = meter.CreateCounter<long>("alertmanager_silences_query_silences_scanned_total", description: "Silences that were judged for these questions; what was judged before is remembered.");
        _query = meter.CreateHistogram("alertmanager_silences_query_duration_seconds", "s", "How long these questions took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = QueryBounds });
        _maintenance = meter.CreateCounter<long>("alertmanager_silences_maintenance_total", description: "Times that ended silences were looked for.");
        _maintenanceErrors = meter.CreateCounter<long>("alertmanager_silences_maintenance_errors_total", description: "Times that this failed.");
        _collectErrors = meter.CreateCounter<long>("alertmanager_silences_gc_errors_total", description: "Times that ended silences could not be removed.");
        _collect = meter.CreateHistogram("alertmanager_silences_gc_duration_seconds", "s", "How long removing ended silences took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] });
        foreach (Counter<long> counter in new[] { _queries, _scanned, _maintenance, _maintenanceErrors, _collectErrors }) counter.Add(0);
        _query.Record(double.NaN);
        _collect.Record(double.NaN);
        foreach (string name in new[] { "query_errors_total", "query_silences_skipped_total", "gossip_messages_propagated_total" })
            meter.CreateCounter<long>("alertmanager_silences_" + name, description: "Always 0 here.").Add(0);
        Counter<long> compile = meter.CreateCounter<long>("alertmanager_silences_matcher_compile_errors_total", description: "Always 0 here: what does not compile is not stored.");
        foreach (string stage in new[] { "index", "load_snapshot" }) compile.Add(0, new KeyValuePair<string, object?>("stage", stage));
        meter.CreateHistogram("alertmanager_silences_snapshot_duration_seconds", "s", "Always 0 here: silences are in the database.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] })
            .Record(double.NaN);
        meter.CreateObservableGauge("alertmanager_silences_snapshot_size_bytes", () => 0, description: "Always 0 here: silences are in the database.");
    }

    /// <param name="scanned">How many silences were judged.</param>
    public void Queried(TimeSpan took, int scanned)
    {
        _queries.Add(1);
        if (scanned > 0) _scanned.Add(scanned);
        _query.Record(took.TotalSeconds);
    }

    public void Collected(TimeSpan took, bool failed)
    {
        _maintenance.Add(1);
        _collect.Record(took.TotalSeconds);
        if (!failed) return;
        _maintenanceErrors.Add(1);
        _collectErrors.Add(1);
    }
}
