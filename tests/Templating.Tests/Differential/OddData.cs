namespace Tocsin.Templating.Tests.Differential;

/// <summary>Alerts with everything in them that an escaper or a formatter could trip over.</summary>
internal static class OddData
{
    public const string Json = """
        {
          "receiver": "team\\-x", "status": "firing", "externalURL": "http://am.example:9093/a?b=c&d=<e>", "notification_reason": "",
          "groupLabels": {"alertname": "High <Load>", "job": "it's \"node\""},
          "commonLabels": {"alertname": "High <Load>", "job": "it's \"node\"", "zone": "eu/1", "z": "日本語 ü", "_x": "a+b=c&d"},
          "commonAnnotations": {"summary": "CPU > 90% & rising", "link": "javascript:alert(1)"},
          "alerts": [
            {"status": "firing", "labels": {"alertname": "High <Load>", "weird": "</script><!-- ${x} `y` \\ \n\t 'q' \"d\" \u2028", "severity": "critical"},
             "annotations": {"summary": "one", "text": "expression(alert(1)); a:b;c"}, "startsAt": "2026-03-29T01:30:00.123456789Z", "endsAt": "0001-01-01T00:00:00Z",
             "generatorURL": "http://prom/graph?g0.expr=up%20%3E+1&x=\"y\"", "fingerprint": "0123456789abcdef"},
            {"status": "resolved", "labels": {"alertname": "Low", "severity": "info"}, "annotations": {"text": "  spaced  out  "},
             "startsAt": "2026-02-28T23:59:59+05:30", "endsAt": "2026-03-01T12:00:00.5-07:00", "generatorURL": "", "fingerprint": "fedcba9876543210"}
          ]
        }
        """;
}
