using Tocsin.Templating.Notifications;
using Tocsin.Templating.Tests.Go;
namespace Tocsin.Templating.Tests.Layouts;
public sealed class LayoutDump
{
    [Fact]
    public void Dump()
    {
        var t0 = new DateTimeOffset(2026, 3, 4, 3, 2, 7, TimeSpan.Zero);
        AlertData A(string s, string sev, string inst, string sum, string? desc, string gen) => new(s,
            new KeyValues([KeyValuePair.Create("alertname", "HighRequestLatency"), KeyValuePair.Create("cluster", "eu-west-1"), KeyValuePair.Create("instance", inst), KeyValuePair.Create("pod", "checkout-7d9f8b6c5-x2kfp-with-a-rather-long-generated-name-0123456789"), KeyValuePair.Create("severity", sev), KeyValuePair.Create("note", "<b>bold & \"quoted\"</b>")]),
            new KeyValues([KeyValuePair.Create("summary", sum), .. (desc is null ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create("description", desc)]), KeyValuePair.Create("runbook_url", "https://runbooks.example.com/latency?x=1&y=2"), KeyValuePair.Create("impact", "Customers cannot pay")]),
            t0, s == "firing" ? default : t0.AddMinutes(42), gen, "0123456789abcdef");
        var data = NotificationData.Create("team-checkout",
            [A("resolved", "critical", "10.2.3.4:8080", "Requests to checkout were slow", null, "https://prom.example/graph?g0.expr=up"),
             A("firing", "warning", "10.2.3.5:8080", "Requests to checkout are slow", "99th percentile of /api/v1/checkout is 1.7 s (> 0.5 s) since 10 minutes.\nSecond line.", "javascript:alert(1)"),
             A("firing", "critical", "10.2.3.6:8080", "Checkout is down in eu-west-1, nobody can pay at all and this is a long sentence", "No request was answered in 5 minutes", "https://prom.example/graph?g0.expr=up")],
            new KeyValues([KeyValuePair.Create("alertname", "HighRequestLatency"), KeyValuePair.Create("cluster", "eu-west-1")]), KeyValues.Empty, "https://tocsin.example.com", "first notification");
        string dir = Environment.GetEnvironmentVariable("DUMP")!;
        Assert.SkipWhen(dir is null, "no");
        var t = NotificationTemplates.Load([], new Microsoft.Extensions.Time.Testing.FakeTimeProvider(t0.AddHours(3).AddMinutes(5))).Templates!;
        foreach (var (n, html) in new[] { ("tocsin.email.html", true), ("tocsin.email.text", false), ("tocsin.slack.blocks", false), ("tocsin.slack.fallback", false) })
        {
            string c = $"{{{{ template \"{n}.scriban\" . }}}}";
            var r = html ? t.Html(c, data, TestContext.Current.CancellationToken) : t.Text(c, data, TestContext.Current.CancellationToken);
            File.WriteAllText(Path.Combine(dir!, n + (html ? ".html" : ".txt")), r.Output ?? "ERROR " + r.Error);
        }
    }
}
