using System.Globalization;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Bench;

/// <summary>Alerts as clusters make them: eight labels and three annotations each.</summary>
internal static class Sample
{
    public static NotificationData Notification(int alerts, int round)
    {
        var list = new AlertData[alerts];
        for (int i = 0; i < alerts; i++) list[i] = Alert(i, round);
        var group = new KeyValues([Pair("alertname", "HighRequestLatency"), Pair("cluster", "eu-west-1"), Pair("service", "checkout")]);
        return NotificationData.Create("team-checkout", list, group, KeyValues.Empty, "https://tocsin.example.com", "first notification");
    }

    private static AlertData Alert(int i, int round)
    {
        string number = i.ToString(CultureInfo.InvariantCulture);
        return new AlertData(
            i % 5 == 4 ? AlertData.Resolved : AlertData.Firing,
            new KeyValues(
            [
                Pair("alertname", "HighRequestLatency"), Pair("cluster", "eu-west-1"), Pair("instance", $"10.2.{number}.17:8080"),
                Pair("job", "checkout"), Pair("namespace", "shop"), Pair("pod", $"checkout-7d9f8b6c5-{number}"), Pair("service", "checkout"),
                Pair("severity", "critical"),
            ]),
            new KeyValues(
            [
                Pair("description", $"99th percentile of \"/api/v1/checkout\" is 1.{number} s (> 0.5 s) since 10 minutes"),
                Pair("runbook_url", "https://runbooks.example.com/checkout/latency?team=shop&page=2"),
                Pair("summary", $"Requests to checkout-{number} are slow ({round})"),
            ]),
            DateTimeOffset.UnixEpoch.AddSeconds(1_780_000_000 + i),
            default,
            "https://prom.example.com/graph?g0.expr=histogram_quantile%280.99%2C+rate%28http_request_duration_seconds_bucket%5B5m%5D%29%29&g0.tab=1",
            "0123456789abcdef");
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);
}
