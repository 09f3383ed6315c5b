using System.Globalization;
using System.Text;

namespace Tocsin.NotifierSideBySide;

/// <summary>The same alerts, silences and rules for both servers: shaped like those of a Kubernetes cluster, some 1,000 bytes each.</summary>
internal static class Load
{
    public const int Alerts = 20_000;
    public const int Groups = 500;
    public const int Silences = 200;
    public const int InhibitRules = 50;
    public const int BatchSize = 64;

    /// <summary>The bodies of POST /api/v2/alerts of one round; the ends are four minutes ahead, as Prometheus sets them anew each time.</summary>
    public static byte[][] Batches(DateTimeOffset start, DateTimeOffset now)
    {
        var bodies = new List<byte[]>();
        for (int from = 0; from < Alerts; from += BatchSize)
        {
            var text = new StringBuilder("[");
            for (int i = from; i < Math.Min(from + BatchSize, Alerts); i++)
            {
                if (i > from) text.Append(',');
                text.Append(Alert(i, start, now));
            }
            bodies.Add(Encoding.UTF8.GetBytes(text.Append(']').ToString()));
        }
        return [.. bodies];
    }

    public static string Silence(int i, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"matchers":[{"name":"namespace","value":"ns-{{i % 30}}","isRegex":false,"isEqual":true},{"name":"pod","value":"checkout-service-.*-{{i * 97}}","isRegex":true,"isEqual":true}],
         "startsAt":"{{now:o}}","endsAt":"{{now.AddHours(4):o}}","createdBy":"bench","comment":"silence {{i}}"}
        """);

    public static string Config(string webhook)
    {
        var text = new StringBuilder($$"""
            route:
              receiver: hook
              group_by: [alertname]
              group_wait: 1s
              group_interval: 5m
              repeat_interval: 12h
              routes:
              - matchers: [probe="yes"]
                receiver: probe
                group_by: [alertname]
                group_wait: 0s
            receivers:
            - name: hook
              webhook_configs: [{url: '{{webhook}}/hook'}]
            - name: probe
              webhook_configs: [{url: '{{webhook}}/probe'}]
            inhibit_rules:

            """);
        for (int i = 0; i < InhibitRules; i++)
            text.Append(CultureInfo.InvariantCulture, $$"""
                - source_matchers: [alertname="ClusterDown{{i}}"]
                  target_matchers: [severity="warning", cluster="prod-eu-{{i % 4}}"]
                  equal: [cluster]

                """);
        return text.ToString();
    }

    private static string Alert(int i, DateTimeOffset start, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"labels":{"alertname":"HighRequestLatency{{i % Groups}}","cluster":"prod-eu-{{i % 4}}","container":"app","instance":"10.42.{{i / 250 % 250}}.{{i % 250}}:8080","job":"kubernetes-pods","namespace":"ns-{{i % 30}}","pod":"checkout-service-7d9f8b6c5d-{{i}}","severity":"{{(i % 3 == 0 ? "critical" : "warning")}}"},
        "annotations":{"description":"The 99th percentile latency of checkout-service-7d9f8b6c5d-{{i}} is above 500ms for more than 10 minutes (current value: 0.{{i}}s).","runbook_url":"https://runbooks.example.org/alerts/HighRequestLatency","summary":"High request latency on pod checkout-{{i}}"},
        "startsAt":"{{start.AddSeconds(-i % 600):yyyy-MM-dd'T'HH:mm:ss}}Z","endsAt":"{{now.AddMinutes(4):yyyy-MM-dd'T'HH:mm:ss.fff}}Z",
        "generatorURL":"http://prometheus.example.org/graph?g0.expr=histogram_quantile%280.99%2C+sum+by+%28le%2C+pod%29+%28rate%28http_request_duration_seconds_bucket%5B5m%5D%29%29%29+%3E+0.5&g0.tab=1"}
        """);
}
