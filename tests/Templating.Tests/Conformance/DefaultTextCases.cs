using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Conformance;

/// <summary>The default templates against complete recorded notifications; the webhook's body is the data of the others.</summary>
public sealed class DefaultTextCases
{
    private static readonly (string Path, string Json, string Template)[] Parts =
    [
        ("/slack", "attachments/0/title", "slack.default.title"),
        ("/slack", "attachments/0/fallback", "slack.default.fallback"),
        ("/slack", "attachments/0/color", "slack.default.color"),
        ("/opsgenie/v2/alerts", "description", "opsgenie.default.description"),
        ("/victorops/VKEY/rk", "state_message", "victorops.default.state_message"),
        ("/discord", "embeds/0/description", "discord.default.message"),
        ("/msteams", "text", "msteams.default.text"),
        ("/jira/issue", "fields/priority/name", "jira.default.priority"),
        ("/mattermost", "attachments/0/text", "mattermost.default.text"),
        ("/webex", "markdown", "webex.default.message"),
        ("/wechat/message/send", "text/content", "wechat.default.message"),
        ("/pagerduty-v2", "payload/summary", "pagerduty.default.description"),
    ];

    [Fact]
    public void The_default_texts_are_those_that_were_recorded()
    {
        JsonElement groups = CaseFile.Read("notifications/default_texts.json").GetProperty("groups");
        NotificationTemplates templates = NotificationTemplates.Load([], new FakeTimeProvider()).Templates!;
        var problems = new List<string>();
        int compared = 0;
        foreach (JsonProperty group in groups.EnumerateObject())
        {
            foreach (JsonElement sent in group.Value.GetProperty("notifications_after_each_post").EnumerateArray())
                compared += Compare(group.Name, [.. sent.EnumerateArray()], templates, problems);
        }
        Assert.True(compared > 50, $"only {compared} texts found");
        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    private static int Compare(string group, JsonElement[] sent, NotificationTemplates templates, List<string> problems)
    {
        JsonElement webhook = sent.FirstOrDefault(s => Path(s) == "/webhook");
        if (webhook.ValueKind == JsonValueKind.Undefined) return 0;
        NotificationData data = DataReader.Notification(webhook.GetProperty("json"));
        int compared = 0;
        foreach ((string path, string json, string template) in Parts)
        {
            JsonElement request = sent.FirstOrDefault(s => Path(s) == path);
            if (request.ValueKind == JsonValueKind.Undefined || Find(request.GetProperty("json"), json) is not { } want) continue;
            compared++;
            TemplateResult got = templates.Text($"{{{{ template \"{template}\" . }}}}", data, TestContext.Current.CancellationToken);
            // Slack's, PagerDuty's and WeChat's texts arrive as rendered; only the white space at the ends is the receiver's.
            if (got.Output?.Trim() != want.Trim()) problems.Add($"{group} {template}: want {want}\n got {got.Output ?? got.Error}");
        }
        foreach (JsonElement mail in sent.Where(s => s.GetProperty("kind").GetString() == "email"))
        {
            compared++;
            string got = templates.Html("{{ template \"email.default.html\" . }}", data, TestContext.Current.CancellationToken).Output ?? "";
            if (!mail.GetProperty("parts").EnumerateArray().Any(p => HtmlOf(p).Trim() == got.ReplaceLineEndings("\n").Trim()))
                problems.Add($"{group} email.default.html differs");
        }
        return compared;
    }

    private static string HtmlOf(JsonElement part) =>
        part.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()!)
            .FirstOrDefault(t => t.Contains("<html", StringComparison.Ordinal))?.ReplaceLineEndings("\n") ?? "";

    private static string Path(JsonElement sent) =>
        sent.TryGetProperty("path", out JsonElement path) ? path.GetString()!.Split('?')[0] : "";

    private static string? Find(JsonElement element, string path)
    {
        foreach (string step in path.Split('/'))
        {
            if (element.ValueKind == JsonValueKind.Array) element = element[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)];
            else if (!element.TryGetProperty(step, out element)) return null;
        }
        return element.GetString();
    }
}
