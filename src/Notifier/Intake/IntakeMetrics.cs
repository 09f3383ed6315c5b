using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Intake;

/// <summary>What came in, under the names of Alertmanager.</summary>
internal sealed class IntakeMetrics
{
    private static readonly KeyValuePair<string, object?> Firing = new("status", "firing");
    private static readonly KeyValuePair<string, object?> Resolved = new("status", "resolved");
    private static readonly KeyValuePair<string, object?> Version = new("version", "v2");
    private static readonly KeyValuePair<string, object?> Dispatcher = new("subscriber", "dispatcher");
    private static readonly KeyValuePair<string, object?> Inhibitor = new("subscriber", "inhibitor");

    private readonly Counter<long> _received;
    private readonly Counter<long> _invalid;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _handedOn;
    private readonly Histogram<double> _processing;

    public IntakeMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        _received = meter.CreateCounter<long>("alertmanager_alerts_received_total", description: "Alerts received, by what their source said of them.");
        _invalid = meter.CreateCounter<long>("alertmanager_alerts_invalid_total", description: "Received alerts that were not valid.");
        _limited = meter.CreateCounter<long>("alertmanager_alerts_limited_total", description: "Alerts that a limit kept out.");
        _handedOn = meter.CreateCounter<long>("alertmanager_alerts_subscriber_channel_writes_total", description: "Alerts handed on to those who listen for them.");
        _processing = meter.CreateHistogram(
            "alertmanager_dispatcher_alert_processing_duration_seconds", "s", "How long it took to hand on the alerts of a batch that had changed.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] });
        _received.Add(0, Firing, Version);
        _received.Add(0, Resolved, Version);
        _invalid.Add(0, Version);
        _limited.Add(0);
        HandedOn(0);
        _processing.Record(double.NaN);
    }

    public void Received(int firing, int resolved)
    {
        if (firing > 0) _received.Add(firing, Firing, Version);
        if (resolved > 0) _received.Add(resolved, Resolved, Version);
    }

    public void Invalid() => _invalid.Add(1, Version);

    public void HandedOn(int alerts)
    {
        _handedOn.Add(alerts, Dispatcher);
        _handedOn.Add(alerts, Inhibitor);
    }

    public void Processed(TimeSpan took) => _processing.Record(took.TotalSeconds);

    public void Limited() => _limited.Add(1);
}
