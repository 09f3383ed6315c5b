using System.Text.Json;
using MimeKit;
using MimeKit.Utils;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Email;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>What the real Alertmanager sent for the same alerts: Slack, webhook and mail, byte for byte.</summary>
public sealed class RecordedNotificationTests
{
    /// <summary>Recorded notifications that differ from ours, with the reason. Empty: none does.</summary>
    private static readonly Dictionary<string, string> Differs = [];

    [Theory]
    [InlineData("labs_config.json")]
    [InlineData("default_texts.json")]
    public void Every_recorded_message_is_ours_too(string file)
    {
        string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(folder is null, "needs TOCSIN_CONFORMANCE_DIR");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!, "notifications", file)));
        string yaml = json.RootElement.GetProperty("config").GetString()!.Replace("SMTPCATCHER", "127.0.0.1:25", StringComparison.Ordinal).Replace("CATCHER", "127.0.0.1:1", StringComparison.Ordinal);
        (AlertmanagerConfig config, IReadOnlyList<IReceiver> receivers, _) = ReceiverBench.Build(yaml);
        var wrong = new List<string>();
        int compared = 0;
        foreach (JsonProperty group in json.RootElement.GetProperty("groups").EnumerateObject())
        {
            var alerts = new Dictionary<LabelSet, Alert>();
            JsonElement posts = group.Value.GetProperty("posts");
            for (int i = 0; i < posts.GetArrayLength(); i++)
            {
                foreach (JsonElement posted in posts[i].EnumerateArray()) Merge(alerts, posted);
                List<JsonElement> expected = [.. group.Value.GetProperty("notifications_after_each_post")[i].EnumerateArray().Where(IsOurs)];
                string reason = ReasonOf(expected);
                List<string> ours = Render(config, receivers, alerts.Values, reason);
                foreach (JsonElement one in expected)
                {
                    compared++;
                    string name = $"{file} {group.Name} {i} {(one.TryGetProperty("path", out JsonElement path) ? path.GetString() : "email")}", text = Text(one);
                    if (ours.Contains(text) == Differs.ContainsKey(name)) wrong.Add($"{name}\n  expected {text}\n  ours     {string.Join("\n           ", ours)}");
                }
            }
        }
        Assert.True(compared > 5);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static bool IsOurs(JsonElement one) =>
        one.GetProperty("kind").GetString() == "email" || one.GetProperty("path").GetString() is "/slack" or "/webhook" or "/slack-seed";

    private static string ReasonOf(List<JsonElement> expected)
    {
        foreach (JsonElement one in expected)
            if (one.TryGetProperty("json", out JsonElement body) && body.TryGetProperty("notification_reason", out JsonElement reason))
                return reason.GetString()!;
        return "first notification";
    }

    private static void Merge(Dictionary<LabelSet, Alert> alerts, JsonElement posted)
    {
        LabelSet labels = Labels(posted, "labels");
        DateTimeOffset starts = posted.GetProperty("startsAt").GetDateTimeOffset();
        if (alerts.TryGetValue(labels, out Alert? earlier) && earlier.StartsAt < starts) starts = earlier.StartsAt;
        alerts[labels] = new Alert
        {
            Labels = labels,
            Annotations = Labels(posted, "annotations"),
            StartsAt = starts,
            EndsAt = posted.GetProperty("endsAt").GetDateTimeOffset(),
            UpdatedAt = ReceiverBench.Now,
            GeneratorUrl = posted.TryGetProperty("generatorURL", out JsonElement url) ? url.GetString()! : "",
        };
    }

    private static LabelSet Labels(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement map)
        ? LabelSet.FromStrings(map.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetString()!)))
        : LabelSet.Empty;

    private static List<string> Render(AlertmanagerConfig config, IReadOnlyList<IReceiver> receivers, IEnumerable<Alert> alerts, string reason)
    {
        RouteTree tree = RouteTreeBuilder.Build(config.Route);
        var messages = new List<string>();
        var groups = alerts.SelectMany(alert => tree.Match(alert.Labels).Select(route => (Route: route, Labels: route.GroupBy.Select(alert.Labels), Alert: alert)))
            .GroupBy(item => (item.Route, item.Labels));
        foreach (var group in groups)
        {
            foreach (IReceiver receiver in receivers.Where(receiver => receiver.ReceiverName == group.Key.Route.Receiver))
            {
                NotifiedAlert[] notified = [.. group.Select(item => new NotifiedAlert(item.Alert, item.Alert.EndsAt <= ReceiverBench.Now))
                    .Where(alert => receiver.SendResolved || !alert.Resolved)
                    .OrderBy(alert => alert.Alert.Labels.Get("job"), StringComparer.Ordinal).ThenBy(alert => alert.Alert.Labels.Get("instance"), StringComparer.Ordinal).ThenBy(alert => alert.Alert.Labels)];
                if (notified.Length == 0) continue;
                var notification = new Notification
                {
                    GroupKey = group.Key.Route.GroupKey(group.Key.Labels),
                    GroupLabels = group.Key.Labels,
                    RouteLabels = LabelSet.Empty,
                    Reason = reason,
                    Alerts = notified,
                    Now = ReceiverBench.Now,
                };
                RenderOutcome outcome = receiver.Render(notification, TestContext.Current.CancellationToken);
                if (outcome.Message is { } message) messages.Add(Text(receiver, message));
                else if (receiver.Integration is "slack" or "email" or "webhook") messages.Add("error: " + outcome.Error);
            }
        }
        return messages;
    }

    private static string Text(IReceiver receiver, RenderedMessage message)
    {
        if (receiver.Integration != "email") return message.Parts[0].Text;
        using MimeMessage mail = EmailContent.Build(message, ReceiverBench.Now, "host");
        return Mail(mail.Subject!, mail.Headers["To"]!, mail.Headers["From"]!, ((Multipart)mail.Body!).OfType<TextPart>().Select(part => (part.ContentType.MimeType, part.Text)));
    }

    private static string Text(JsonElement expected)
    {
        if (expected.GetProperty("kind").GetString() != "email") return expected.GetProperty("raw_body").GetString()!;
        JsonElement headers = expected.GetProperty("headers");
        return Mail(
            Rfc2047.DecodeText(System.Text.Encoding.UTF8.GetBytes(headers.GetProperty("Subject").GetString()!)),
            headers.GetProperty("To").GetString()!,
            headers.GetProperty("From").GetString()!,
            expected.GetProperty("parts").EnumerateArray().Select(part =>
                (part.GetProperty("headers").GetProperty("Content-Type").GetString()!.Split(';')[0], part.GetProperty("decoded_body").GetString()!)));
    }

    private static string Mail(string subject, string to, string from, IEnumerable<(string Type, string Body)> parts) =>
        $"{subject}|{to}|{from}|" + string.Join("|", parts.Select(part => part.Type + ":" + part.Body.ReplaceLineEndings("\n")));
}
