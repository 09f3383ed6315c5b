using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What went out, or did not, under the names of Alertmanager.</summary>
internal sealed class NotificationMetrics
{
    private static readonly double[] LatencyBounds = [1, 5, 10, 15, 20];

    private readonly Counter<long> _notifications;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _requestsFailed;
    private readonly Counter<long> _suppressed;
    private readonly Counter<long> _logQueries;
    private readonly Histogram<double> _latency;

    public NotificationMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        _notifications = meter.CreateCounter<long>("alertmanager_notifications_total", description: "Attempted notifications.");
        _failed = meter.CreateCounter<long>("alertmanager_notifications_failed_total", description: "Failed notifications.");
        _requests = meter.CreateCounter<long>("alertmanager_notification_requests_total", description: "Attempted requests to integrations.");
        _requestsFailed = meter.CreateCounter<long>("alertmanager_notification_requests_failed_total", description: "Failed requests to integrations.");
        _suppressed = meter.CreateCounter<long>("alertmanager_notifications_suppressed_total", description: "Alerts of flushes that were not told, by why.");
        _logQueries = meter.CreateCounter<long>("alertmanager_nflog_queries_total", description: "Questions to the notification log.");
        _latency = meter.CreateHistogram(
            "alertmanager_notification_latency_seconds",
            unit: "s",
            description: "How long notifications took, with all their attempts.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds });
    }

    /// <summary>Makes the series of an integration there from the first scrape on: a rate needs to see it rise from zero.</summary>
    public void Announce(string integration)
    {
        _notifications.Add(0, Integration(integration));
        _requests.Add(0, Integration(integration));
        _requestsFailed.Add(0, Integration(integration));
        foreach (FailureReason reason in Enum.GetValues<FailureReason>()) _failed.Add(0, Integration(integration), new("reason", Text(reason)));
    }

    public void Started(string integration) => _notifications.Add(1, Integration(integration));

    public void Failed(string integration, FailureReason reason) => _failed.Add(1, Integration(integration), new("reason", Text(reason)));

    public void Attempted(string integration, bool failed)
    {
        _requests.Add(1, Integration(integration));
        if (failed) _requestsFailed.Add(1, Integration(integration));
    }

    public void Took(string integration, TimeSpan time) => _latency.Record(time.TotalSeconds, Integration(integration));

    public void Suppressed(string reason, int alerts) => _suppressed.Add(alerts, new KeyValuePair<string, object?>("reason", reason));

    public void LogQueried() => _logQueries.Add(1);

    /// <summary>Upstream writes its reasons in camel case.</summary>
    private static string Text(FailureReason reason) => char.ToLowerInvariant(reason.ToString()[0]) + reason.ToString()[1..];

    private static KeyValuePair<string, object?> Integration(string integration) => new("integration", integration);
}
