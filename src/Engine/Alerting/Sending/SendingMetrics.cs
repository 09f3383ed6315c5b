using System.Diagnostics.Metrics;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>What sending counts, under upstream's names; <c>alertmanager</c> is the URL, or <c>bus</c>.</summary>
internal sealed class SendingMetrics
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] };

    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _latency;

    public SendingMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Tocsin");
        _sent = _meter.CreateCounter<long>("prometheus_notifications_sent_total", null, "Total number of alerts sent.");
        _errors = _meter.CreateCounter<long>("prometheus_notifications_errors_total", null, "Total number of sent alerts affected by errors.");
        _dropped = _meter.CreateCounter<long>("prometheus_notifications_dropped_total", null, "Total number of alerts dropped due to errors when sending or a full queue.");
        _latency = _meter.CreateHistogram("prometheus_notifications_latency_seconds", null, "Latency for sending alert notifications.", null, Seconds);
    }

    public void Sent(string target, int alerts, TimeSpan took)
    {
        _sent.Add(alerts, Tag(target));
        _latency.Record(took.TotalSeconds, Tag(target));
    }

    public void Failed(string target, int alerts) => _errors.Add(alerts, Tag(target));

    public void Dropped(string target, int alerts) => _dropped.Add(alerts, Tag(target));

    /// <summary>The gauges of the queues there are now.</summary>
    public void Observe(Func<IReadOnlyList<AlertOutlet>> outlets, Func<int> discovered)
    {
        _meter.CreateObservableGauge(
            "prometheus_notifications_queue_length", () => Measure(outlets(), outlet => outlet.QueueLength), null, "The number of alert notifications in the queue.");
        _meter.CreateObservableGauge(
            "prometheus_notifications_queue_capacity", () => Measure(outlets(), outlet => outlet.Capacity), null, "The capacity of the alert notifications queue.");
        _meter.CreateObservableGauge(
            "prometheus_notifications_alertmanagers_discovered", discovered, null, "The number of alertmanagers discovered and active.");
    }

    private static IEnumerable<Measurement<long>> Measure(IReadOnlyList<AlertOutlet> outlets, Func<AlertOutlet, long> read) =>
        outlets.Select(outlet => new Measurement<long>(read(outlet), Tag(outlet.Target)));

    private static KeyValuePair<string, object?> Tag(string target) => new("alertmanager", target);
}
