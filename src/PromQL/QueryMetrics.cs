using System.Diagnostics.Metrics;

namespace Tocsin.PromQL;

/// <summary>The engine's own metrics, under upstream's names.</summary>
internal sealed class QueryMetrics : IDisposable
{
    private static readonly double[] Bounds = [0.01, 0.1, 1, 10];

    private static readonly double[] OverrunBounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly DurationSummary _summary;
    private readonly Histogram<double> _overrun;
    private readonly Counter<long> _samples;

    public QueryMetrics(IMeterFactory meters, QueryGate gate, int maxConcurrency, TimeProvider clock)
    {
        _meter = meters.Create("Tocsin");
        _meter.CreateObservableGauge("prometheus_engine_queries", () => gate.Running, description: "The current number of queries being executed or waiting.");
        _meter.CreateObservableGauge(
            "prometheus_engine_queries_concurrent_max", () => maxConcurrency, description: "The max number of concurrent queries.");
        _duration = _meter.CreateHistogram(
            "prometheus_engine_query_duration_histogram_seconds", "s", "Histogram of query timings.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
        _summary = new DurationSummary(
            _meter, clock, "prometheus_engine_query_duration_seconds", "Query timings.", [0.5, 0.9, 0.99], "slice", "queue_time", "prepare_time", "inner_eval", "result_sort");
        _samples = _meter.CreateCounter<long>("prometheus_engine_query_samples_total", null, "The total number of samples loaded by all queries.");
        _overrun = _meter.CreateHistogram(
            "tocsin_query_overrun_seconds", "s", "How long queries went on after they had crossed a limit.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = OverrunBounds });
    }

    /// <param name="slice">The part of the work: queue_time, prepare_time, inner_eval or result_sort.</param>
    public void Record(string slice, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("slice", slice));
        _summary.Record(duration, slice);
    }

    public void CountSamples(long samples) => _samples.Add(samples);

    /// <param name="limit">The limit that was crossed: budget (samples or memory) or timeout.</param>
    public void RecordOverrun(string limit, TimeSpan duration) =>
        _overrun.Record(Math.Max(0, duration.TotalSeconds), new KeyValuePair<string, object?>("limit", limit));

    public void Dispose() => _meter.Dispose();
}
