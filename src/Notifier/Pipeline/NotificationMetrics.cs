using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What went out, or did not, under the names of Alertmanager.</summary>
internal sealed class NotificationMetrics
{
    private static readonly double[] LatencyBounds = [1, 5, 10, 15, 20];

    /// <summary>Upstream's integrations: their series are there whether they are configured or not.</summary>
    private static readonly string[] Upstream =
    [
        "discord", "email", "incidentio", "jira", "mattermost", "msteams", "msteamsv2", "opsgenie", "pagerduty", "pushover", "rocketchat", "slack", "sns", "telegram", "victorops", "webex", "webhook",
        "wechat",
    ];

    private static readonly double[] LogBounds = [0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1];

    private readonly Counter<long> _notifications;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _requestsFailed;
    private readonly Counter<long> _suppressed;
    private readonly Counter<long> _logQueries;
    private readonly Counter<long> _logMaintenance;
    private readonly Histogram<double> _logQuery;
    private readonly Histogram<double> _logCollect;
    private readonly Histogram<double> _latency;

    public NotificationMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        _notifications = meter.CreateCounter<long>("alertmanager_notifications_total", description: "Attempted notifications.");
        _failed = meter.CreateCounter<long>("alertmanager_notifications_failed_total", description: "Failed notifications.");
        _requests = meter.CreateCounter<long>("alertmanager_notification_requests_total", description: "Attempted requests to integrations.");
        _requestsFailed = meter.CreateCounter<long>("alertmanager_notification_requests_failed_total", description: "Failed requests to integrations.");
        _suppressed = meter.CreateCounter<long>("alertmanager_notifications_suppressed_total", description: "Alerts of flushes that were not told, by why.");
        _logMaintenance = meter.CreateCounter<long>("alertmanager_nflog_maintenance_total", description: "Times that expired entries of the notification log were looked for.");
        _logQuery = meter.CreateHistogram(
            "alertmanager_nflog_query_duration_seconds", "s", "How long questions to the notification log took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LogBounds });
        _logCollect = meter.CreateHistogram(
            "alertmanager_nflog_gc_duration_seconds", "s", "How long removing expired entries took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] });
        _logMaintenance.Add(0);
        _logQuery.Record(double.NaN);
        _logCollect.Record(double.NaN);
        meter.CreateHistogram("alertmanager_nflog_snapshot_duration_seconds", "s", "Always 0 here: the log is in the database.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] })
            .Record(double.NaN);
        // Upstream's, and never anything else here: the log is in the database, and a group is made once.
        foreach (string name in new[]
        {
            "nflog_query_errors_total", "nflog_maintenance_errors_total", "nflog_gossip_messages_propagated_total",
            "dispatcher_aggregation_group_limit_reached_total", "dispatcher_aggregation_group_creation_retries_total", "dispatcher_aggregation_group_creation_given_up_total",
        })
            meter.CreateCounter<long>("alertmanager_" + name, description: "Always 0 here.").Add(0);
        meter.CreateObservableGauge("alertmanager_nflog_snapshot_size_bytes", () => 0, description: "Always 0 here: the log is in the database.");
        _logQueries = meter.CreateCounter<long>("alertmanager_nflog_queries_total", description: "Questions to the notification log.");
        _latency = meter.CreateHistogram(
            "alertmanager_notification_latency_seconds",
            unit: "s",
            description: "How long notifications took, with all their attempts.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds });
        _logQueries.Add(0);
        foreach (string integration in Upstream) Announce(integration);
        foreach (string reason in new[] { "silence", "inhibition", "mute_time_interval", "active_time_interval" }) Suppressed(reason, 0);
    }

    /// <summary>Makes the series of an integration there from the first scrape on: a rate needs to see it rise from zero.</summary>
    public void Announce(string integration)
    {
        _notifications.Add(0, Integration(integration));
        _requests.Add(0, Integration(integration));
        _requestsFailed.Add(0, Integration(integration));
        _latency.Record(double.NaN, Integration(integration));
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

    public void LogQueried(TimeSpan took)
    {
        _logQueries.Add(1);
        _logQuery.Record(took.TotalSeconds);
    }

    public void LogCollected(TimeSpan took)
    {
        _logMaintenance.Add(1);
        _logCollect.Record(took.TotalSeconds);
    }

    /// <summary>Upstream writes its reasons in camel case.</summary>
    private static string Text(FailureReason reason) => char.ToLowerInvariant(reason.ToString()[0]) + reason.ToString()[1..];

    private static KeyValuePair<string, object?> Integration(string integration) => new("integration", integration);
}
