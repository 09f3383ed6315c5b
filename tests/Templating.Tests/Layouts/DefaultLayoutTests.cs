using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Layouts;

/// <summary>The rich built-in messages with ordinary and with hostile alerts.</summary>
public sealed class DefaultLayoutTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 3, 2, 7, TimeSpan.Zero);

    public static TheoryData<int, string> Loads => new()
    {
        { 0, "plain" }, { 1, "plain" }, { 3, "plain" }, { 9, "plain" }, { 500, "plain" },
        { 3, "</script><b>\"&'`${x}|>" }, { 20, new string('<', 5000) }, { 20, new string('&', 9000) }, { 12, string.Concat(Enumerable.Repeat("\U0001F6A8ü\n", 3000)) }, { 2, "\"\\\u2028\0\u0001" },
    };

    [Theory]
    [MemberData(nameof(Loads))]
    public void Slack_blocks_are_json_within_the_limits_that_slack_documents(int alerts, string text)
    {
        JsonElement[] blocks = [.. JsonDocument.Parse(Render("tocsin.slack.blocks", Notification(alerts, text), html: false)).RootElement.EnumerateArray()];
        Assert.InRange(blocks.Length, 2, 50);
        foreach (JsonElement block in blocks) Check(block);
        Assert.Equal("header", blocks[0].GetProperty("type").GetString());
        Assert.Equal("actions", blocks[^1].GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void The_mail_has_no_markup_that_is_not_ours(int alerts, string text)
    {
        string html = Render("tocsin.email.html", Notification(alerts, text), html: true);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Math.Min(alerts, 25), html.Split("class=\"card\"").Length - 1);
        Assert.Equal(html.Split("<table").Length, html.Split("</table>").Length);
        Assert.Equal(html.Split("<td").Length, html.Split("</td>").Length);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void Text_and_fallback_say_how_many_fire(int alerts, string text)
    {
        NotificationData data = Notification(alerts, text);
        int firing = data.Alerts.Count(a => a.IsFiring);
        Assert.StartsWith($"{firing} firing, {alerts - firing} resolved: ", Render("tocsin.email.text", data, html: false), StringComparison.Ordinal);
        Assert.StartsWith(firing > 0 ? $"[FIRING:{firing}] " : "[RESOLVED] ", Render("tocsin.slack.fallback", data, html: false), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_comes_first_and_links_lead_back()
    {
        string html = Render("tocsin.email.html", Notification(3, "plain"), html: true);
        Assert.True(html.IndexOf("summary 1", StringComparison.Ordinal) < html.IndexOf("summary 0", StringComparison.Ordinal), "critical before warning");
        Assert.Contains("href=\"https://tocsin.example.com/#/silences/new?filter=%7Balertname", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://tocsin.example.com/alerts/0000000000000001\"", html, StringComparison.Ordinal);
        Assert.Contains("for 3h 5m 0s, since 2026-03-04 03:02 UTC", html, StringComparison.Ordinal);
    }

    private static void Check(JsonElement block)
    {
        switch (block.GetProperty("type").GetString())
        {
            case "header": Length(block.GetProperty("text").GetProperty("text"), 150); break;
            case "section": Length(block.GetProperty("text").GetProperty("text"), 3000); break;
            case "context":
                Assert.InRange(block.GetProperty("elements").GetArrayLength(), 1, 10);
                foreach (JsonElement element in block.GetProperty("elements").EnumerateArray()) Length(element.GetProperty("text"), 3000);
                break;
            case "actions":
                Assert.InRange(block.GetProperty("elements").GetArrayLength(), 1, 25);
                foreach (JsonElement button in block.GetProperty("elements").EnumerateArray())
                {
                    Length(button.GetProperty("text").GetProperty("text"), 75);
                    Length(button.GetProperty("url"), 3000);
                }
                break;
            default: Assert.Fail("unknown block " + block); break;
        }
    }

    private static void Length(JsonElement text, int most) => Assert.InRange(text.GetString()!.Length, 1, most);

    private static string Render(string layout, NotificationData data, bool html)
    {
        NotificationTemplates templates = NotificationTemplates.Load([], new FakeTimeProvider(Start.AddHours(3).AddMinutes(5))).Templates!;
        string call = $"{{{{ template \"{layout}.scriban\" . }}}}";
        TemplateResult result = html
            ? templates.Html(call, data, TestContext.Current.CancellationToken)
            : templates.Text(call, data, TestContext.Current.CancellationToken);
        return result.Output ?? throw new InvalidOperationException(result.Error);
    }

    private static NotificationData Notification(int count, string text) => NotificationData.Create(
        "team",
        [.. Enumerable.Range(0, count).Select(i => Alert(i, text))],
        new KeyValues([KeyValuePair.Create("alertname", "Slow " + text), KeyValuePair.Create("cluster", text)]),
        KeyValues.Empty,
        "https://tocsin.example.com",
        text);

    private static AlertData Alert(int i, string text) => new(
        i % 3 == 2 ? AlertData.Resolved : AlertData.Firing,
        new KeyValues([KeyValuePair.Create("alertname", "Slow " + text), KeyValuePair.Create("severity", i % 2 == 1 ? "critical" : "warning"), KeyValuePair.Create("a" + text, text),
            .. Enumerable.Range(0, 9).Select(n => KeyValuePair.Create("label" + n, text))]),
        new KeyValues([KeyValuePair.Create("summary", $"summary {i} {text}"), KeyValuePair.Create("description", text), KeyValuePair.Create("runbook_url", "javascript:alert(1)")]),
        Start,
        i % 3 == 2 ? Start.AddMinutes(42) : default,
        "https://prom.example/graph?g0.expr=" + text,
        i.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
}
