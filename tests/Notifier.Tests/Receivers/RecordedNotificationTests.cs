using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using MimeKit;
using MimeKit.Utils;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Email;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>What the real Alertmanager sent for the same alerts: every request of every receiver, byte for byte.</summary>
public sealed partial class RecordedNotificationTests
{
    private static readonly string[] Idempotency = ["Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "X-Amz-Date"];

    [Theory]
    [InlineData("labs_config.json", 6)]
    [InlineData("default_texts.json", 100)]
    public async Task Every_recorded_message_is_ours_too(string file, int atLeast)
    {
        string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(folder is null, "needs TOCSIN_CONFORMANCE_DIR");
        await CompareAsync(Path.Combine(folder!, "notifications", file), atLeast);
    }

    /// <summary>Recorded by sending two notifications with a configuration in which every key of every receiver is set.</summary>
    [Theory]
    [InlineData("every_key.json", 60)]
    [InlineData("jira_done.json", 10)]
    [InlineData("jira_open.json", 10)]
    public Task Every_setting_shows_in_the_request_as_it_did_upstream(string file, int atLeast) =>
        CompareAsync(Path.Combine(AppContext.BaseDirectory, "Receivers", "Recorded", file), atLeast);

    private static async Task CompareAsync(string file, int atLeast)
    {
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await using HttpCatcher catcher = await HttpCatcher.StartAsync();
        string jira = json.RootElement.TryGetProperty("jira", out JsonElement issues) ? issues.GetRawText() : "{\"issues\":[],\"total\":0}";
        catcher.Answer = http => AnswerAsync(http, jira);
        string host = new Uri(catcher.Url).Authority;
        var addresses = new ServiceAddresses { Pushover = catcher.Url + "/1/messages.json", PagerDutyVersion1 = catcher.Url + "/generic/2010-04-15/create_event.json" };
        string yaml = json.RootElement.GetProperty("config").GetString()!.Replace("SMTPCATCHER", "127.0.0.1:25", StringComparison.Ordinal).Replace("CATCHER", host, StringComparison.Ordinal);
        var wrong = new List<string>();
        int compared = 0;
        foreach (JsonProperty group in json.RootElement.GetProperty("groups").EnumerateObject())
        {
            // Each group was recorded with an Alertmanager of its own, which had no tokens yet only in the first.
            (AlertmanagerConfig config, IReadOnlyList<IReceiver> receivers, _) = ReceiverBench.Build(yaml, addresses);
            var alerts = new Dictionary<LabelSet, Alert>();
            JsonElement posts = group.Value.GetProperty("posts");
            for (int i = 0; i < posts.GetArrayLength(); i++)
            {
                foreach (JsonElement posted in posts[i].EnumerateArray()) Merge(alerts, posted);
                List<JsonElement> expected = [.. group.Value.GetProperty("notifications_after_each_post")[i].EnumerateArray()];
                catcher.Requests.Clear();
                List<string> mails = await SendAsync(config, receivers, alerts.Values, ReasonOf(expected));
                List<string> ours = [.. catcher.Requests.Where(request => !IsTokenRequest(request.Target)).Select(Text), .. mails];
                List<string> theirs = [.. expected.Where(one => !(one.TryGetProperty("path", out JsonElement path) && IsTokenRequest(path.GetString()!))).Select(Text)];
                compared += theirs.Count;
                wrong.AddRange(theirs.Where(text => !ours.Remove(text)).Select(text => $"{group.Name} {i} missing: {text}"));
                wrong.AddRange(ours.Select(text => $"{group.Name} {i} too much: {text}"));
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(compared >= atLeast, $"compared {compared}");
    }

    // Whether a token is fetched depends on what was sent before.
    private static bool IsTokenRequest(string target) => target.Contains("/gettoken", StringComparison.Ordinal);

    private static Task AnswerAsync(HttpContext http, string jira)
    {
        string path = http.Request.Path.Value!;
        (int status, string body) = path switch
        {
            _ when path.Contains("slack", StringComparison.Ordinal) => (200, "ok"),
            _ when path.Contains("wechat", StringComparison.Ordinal) => (200, "{\"errcode\":0,\"access_token\":\"tok\"}"),
            _ when path.Contains("telegram", StringComparison.Ordinal) => (200, "{\"ok\":true,\"result\":{}}"),
            _ when path.Contains("transitions", StringComparison.Ordinal) => (200, "{\"transitions\":[{\"id\":\"7\",\"name\":\"Reopen\"},{\"id\":\"8\",\"name\":\"Close\"}]}"),
            _ when path.Contains("/search", StringComparison.Ordinal) => (200, jira),
            _ when path.Contains("jira", StringComparison.Ordinal) => (201, "{\"key\":\"A-1\"}"),
            _ when path.Contains("rocketchat", StringComparison.Ordinal) => (200, "{\"success\":true}"),
            _ => (202, "{}"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = body == "ok" ? "text/plain" : "application/json";
        return http.Response.WriteAsync(body);
    }

    private static string ReasonOf(List<JsonElement> expected)
    {
        foreach (JsonElement one in expected)
            if (one.TryGetProperty("raw_body", out JsonElement body) && Reason().Match(body.GetString()!) is { Success: true } match)
                return match.Groups[1].Value;
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

    /// <summary>Sends to everything but mail servers; mails are returned.</summary>
    private static async Task<List<string>> SendAsync(AlertmanagerConfig config, IReadOnlyList<IReceiver> receivers, IEnumerable<Alert> alerts, string reason)
    {
        RouteTree tree = RouteTreeBuilder.Build(config.Route);
        var mails = new List<string>();
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
                Notification notification = ReceiverBench.Notification(notified) with
                {
                    GroupKey = group.Key.Route.GroupKey(group.Key.Labels),
                    GroupLabels = group.Key.Labels,
                    Reason = reason,
                };
                RenderOutcome outcome = receiver.Render(notification, TestContext.Current.CancellationToken);
                Assert.True(outcome.Message is not null, $"{receiver.Integration}[{receiver.Index}]: {outcome.Error}");
                if (receiver.Integration == "email") mails.Add(Text(outcome.Message!));
                else
                {
                    DeliveryResult result = await receiver.SendAsync(notification, outcome.Message!, TestContext.Current.CancellationToken);
                    Assert.True(result.Outcome == DeliveryOutcome.Delivered, $"{receiver.Integration}[{receiver.Index}]: {result.Detail}");
                }
            }
        }
        return mails;
    }

    private static string Text(Caught request) =>
        Text(request.Method, request.Target, request.Headers, request.Body, isAws: request.Headers.ContainsKey("X-Amz-Date"));

    private static string Text(string method, string target, IEnumerable<KeyValuePair<string, string>> headers, string body, bool isAws)
    {
        IEnumerable<string> shown = headers
            .Where(header => header.Key is not ("Host" or "Content-Length" or "Accept-Encoding" or "traceparent") && !(isAws && header.Key == "User-Agent") && !Idempotency.Contains(header.Key))
            .Select(header => $"{header.Key}: {Normal(header.Value)}").Order(StringComparer.Ordinal);
        return $"{method} {target}\n{string.Join('\n', shown)}\n{body}";
    }

    private static string Normal(string header) =>
        Signature().Replace(header, "Credential=$1/DATE/$2Signature=SIG").Replace("Alertmanager/0.34.0", "Alertmanager/0.33.1", StringComparison.Ordinal);

    private static string Text(JsonElement expected)
    {
        JsonElement headers = expected.GetProperty("headers");
        if (expected.GetProperty("kind").GetString() == "http")
            return Text(expected.GetProperty("method").GetString()!, expected.GetProperty("path").GetString()!,
                headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!)), expected.GetProperty("raw_body").GetString()!, isAws: false);
        return Mail(
            Rfc2047.DecodeText(System.Text.Encoding.UTF8.GetBytes(headers.GetProperty("Subject").GetString()!)),
            headers.GetProperty("To").GetString()!,
            headers.GetProperty("From").GetString()!,
            expected.GetProperty("parts").EnumerateArray().Select(part =>
                (part.GetProperty("headers").GetProperty("Content-Type").GetString()!.Split(';')[0], part.GetProperty("decoded_body").GetString()!)));
    }

    private static string Text(RenderedMessage message)
    {
        using MimeMessage mail = EmailContent.Build(message, ReceiverBench.Now, "host");
        return Mail(mail.Subject!, mail.Headers["To"]!, mail.Headers["From"]!, ((Multipart)mail.Body!).OfType<TextPart>().Select(part => (part.ContentType.MimeType, part.Text)));
    }

    private static string Mail(string subject, string to, string from, IEnumerable<(string Type, string Body)> parts) =>
        $"{subject}|{to}|{from}|" + string.Join("|", parts.Select(part => part.Type + ":" + part.Body.ReplaceLineEndings("\n")));

    [GeneratedRegex("\"notification_reason\":\"([^\"]*)\"")]
    private static partial Regex Reason();

    [GeneratedRegex("Credential=([^/]+)/[0-9]{8}/(.*)Signature=[0-9a-f]{64}")]
    private static partial Regex Signature();
}
