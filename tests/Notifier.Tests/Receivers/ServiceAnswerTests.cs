using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Services whose answers say more than their status: Telegram, WeChat, Jira, and what messages may not be longer than.</summary>
public sealed class ServiceAnswerTests
{
    private const string Telegram = "telegram_configs: [{api_url: 'URL', bot_token: '1:hunter2secret', chat_id: 5KEYS}]";
    private const string WeChat = "wechat_configs: [{api_url: 'URL/', api_secret: hunter2secret, corp_id: c}]";

    [Theory]
    [InlineData(400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: chat not found\"}", "chat not found (check chat_id")]
    [InlineData(401, "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}", "Unauthorized (check bot_token)")]
    [InlineData(403, "{\"ok\":false,\"description\":\"Forbidden: bot was kicked\"}", "add it to the chat")]
    [InlineData(500, "oops /bot1:hunter2secret/sendMessage", "Telegram answered 500: oops")]
    [InlineData(200, "{\"ok\":false}", "Telegram answered 200")]
    public async Task Whatever_telegram_refuses_is_tried_again(int status, string body, string told)
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = HttpCatcher.Json(status, body);
        DeliveryResult result = await ReceiverBench.SendAsync(One(Telegram.Replace("KEYS", "", StringComparison.Ordinal), server));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains(told, result.Detail);
        Assert.DoesNotContain("hunter2secret", result.Detail);
    }

    [Fact]
    public async Task Telegram_is_given_the_time_it_asks_for()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = HttpCatcher.Json(429, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\",\"parameters\":{\"retry_after\":17}}");
        DeliveryResult result = await ReceiverBench.SendAsync(One(Telegram.Replace("KEYS", "", StringComparison.Ordinal), server));
        Assert.Equal((TimeSpan.FromSeconds(17), FailureReason.RateLimited), (result.RetryAfter!.Value, result.Reason));
    }

    [Fact]
    public async Task A_chat_id_may_stand_in_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, " -100123\n", TestContext.Current.CancellationToken);
            await using HttpCatcher server = await HttpCatcher.StartAsync();
            server.Answer = HttpCatcher.Json(200, "{\"ok\":true}");
            await ReceiverBench.SendAsync(One($"telegram_configs: [{{api_url: 'URL', bot_token: t, chat_id_file: '{file}', message: m}}]", server));
            Assert.Equal("{\"chat_id\":\"-100123\",\"disable_web_page_preview\":\"true\",\"parse_mode\":\"HTML\",\"text\":\"m\"}\n", server.Requests.Single().Body);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task WeChats_token_is_kept_for_two_hours_and_fetched_anew_when_it_expired_early()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        int tokens = 0, code = 0;
        server.Answer = http => http.Request.Path.Value!.EndsWith("gettoken", StringComparison.Ordinal)
            ? HttpCatcher.Json(200, $"{{\"errcode\":0,\"access_token\":\"token{++tokens}\"}}")(http)
            : HttpCatcher.Json(200, $"{{\"errcode\":{code},\"errmsg\":\"token{tokens}\"}}")(http);
        IReceiver receiver = One(WeChat, server);
        Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Assert.Equal(DeliveryOutcome.Delivered, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Assert.Equal(1, tokens);
        code = 42001;
        DeliveryResult expired = await ReceiverBench.SendAsync(receiver);
        Assert.Equal(DeliveryOutcome.Retry, expired.Outcome);
        Assert.DoesNotContain("token1", expired.Detail);
        code = 40058;
        Assert.Equal(DeliveryOutcome.Rejected, (await ReceiverBench.SendAsync(receiver)).Outcome);
        Assert.Equal(2, tokens);
    }

    [Fact]
    public async Task A_secret_that_wechat_refuses_is_final_and_does_not_show()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = HttpCatcher.Json(200, "{\"errcode\":40001,\"errmsg\":\"invalid credential hunter2secret\"}");
        DeliveryResult result = await ReceiverBench.SendAsync(One(WeChat, server));
        Assert.Equal((DeliveryOutcome.Rejected, FailureReason.AuthError), (result.Outcome, result.Reason));
        Assert.DoesNotContain("hunter2secret", result.Detail);
    }

    [Fact]
    public async Task A_transition_that_the_workflow_lacks_is_named()
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = http => HttpCatcher.Json(200, http.Request.Path.Value switch
        {
            "/search" => "{\"issues\":[{\"key\":\"A-1\",\"fields\":{\"status\":{\"statusCategory\":{\"key\":\"indeterminate\"}}}}]}",
            "/issue/A-1/transitions" => "{\"transitions\":[{\"id\":\"1\",\"name\":\"Other\"}]}",
            _ => "",
        })(http);
        IReceiver jira = One("jira_configs: [{api_url: 'URL/', project: P, issue_type: Bug, resolve_transition: Done}]", server);
        DeliveryResult result = await ReceiverBench.SendAsync(jira, ReceiverBench.Notification(ReceiverBench.Alert("a", resolved: true)));
        Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
        Assert.StartsWith("can't find transition Done for issue A-1", result.Detail);
    }

    [Fact]
    public void Jiras_third_version_needs_a_document_for_a_description()
    {
        IReceiver jira = ReceiverBench.One("jira_configs: [{api_url: 'http://j/rest/api/3', project: P, issue_type: Bug, description: text}]");
        Assert.Contains("not JSON", jira.Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken).Error);
    }

    [Theory]
    [InlineData("discord_configs: [{webhook_url: 'http://x/', title: 'LONG', message: 'LONG', content: 'LONG'}]", "content", 2000)]
    [InlineData("discord_configs: [{webhook_url: 'http://x/', title: 'LONG', message: 'LONG', content: 'LONG'}]", "embeds.0.title", 256)]
    [InlineData("discord_configs: [{webhook_url: 'http://x/', title: 'LONG', message: 'LONG', content: 'LONG'}]", "embeds.0.description", 4096)]
    [InlineData("pagerduty_configs: [{routing_key: k, description: 'LONG'}]", "payload.summary", 1024)]
    [InlineData("opsgenie_configs: [{api_key: k, message: 'LONG'}]", "message", 130)]
    [InlineData("victorops_configs: [{api_key: k, routing_key: r, state_message: 'LONG'}]", "state_message", 20480)]
    [InlineData("telegram_configs: [{bot_token: k, chat_id: 1, parse_mode: '', message: 'LONG'}]", "text", 4096)]
    [InlineData("mattermost_configs: [{webhook_url: 'http://x/', attachments: [{text: a}], text: 'LONG'}]", "text", 16383)]
    [InlineData("jira_configs: [{api_url: 'http://x/', project: p, issue_type: t, summary: 'LONG', description: 'LONG'}]", "fields.summary", 255)]
    [InlineData("jira_configs: [{api_url: 'http://x/', project: p, issue_type: t, summary: 'LONG', description: 'LONG'}]", "fields.description", 32767)]
    [InlineData("slack_configs: [{api_url: 'http://x/', title: 'LONG'}]", "attachments.0.title", 1024)]
    public void Texts_are_cut_to_characters_not_to_units_of_them(string entry, string path, int max)
    {
        // Each of these is two units of UTF-16 and four bytes.
        string text = string.Concat(Enumerable.Repeat("😀", max)), longer = text + "😀";
        Assert.Equal(text, At(entry.Replace("LONG", text, StringComparison.Ordinal), path));
        string cut = At(entry.Replace("LONG", longer, StringComparison.Ordinal), path);
        Assert.Equal((max, '…'), (cut.EnumerateRunes().Count(), cut[^1]));
    }

    [Fact]
    public void Webex_is_sent_as_many_bytes_as_it_takes()
    {
        string cut = At($"webex_configs: [{{room_id: r, http_config: {{authorization: {{credentials: c}}}}, message: '{string.Concat(Enumerable.Repeat("ü", 5000))}'}}]", "markdown");
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(cut), 7437, 7439);
        Assert.EndsWith("ü…", cut);
    }

    [Fact]
    public void An_event_too_large_for_pagerduty_loses_its_details()
    {
        NotifiedAlert[] alerts = [.. Enumerable.Range(0, 2000).Select(i => ReceiverBench.Alert($"instance-{i}-{new string('x', 200)}"))];
        RenderedMessage message = Render("pagerduty_configs: [{routing_key: k}]", ReceiverBench.Notification(alerts));
        using JsonDocument json = JsonDocument.Parse(message.Parts[0].Text);
        Assert.Equal("Custom details have been removed because the original event exceeds the maximum size of 512KB",
            json.RootElement.GetProperty("payload").GetProperty("custom_details").GetProperty("error").GetString());
    }

    [Fact]
    public void A_message_too_large_for_incident_io_keeps_its_first_alert()
    {
        NotifiedAlert[] alerts = [.. Enumerable.Range(0, 2000).Select(i => ReceiverBench.Alert($"instance-{i}-{new string('x', 200)}"))];
        RenderedMessage message = Render("incidentio_configs: [{url: 'http://x/'}]", ReceiverBench.Notification(alerts));
        using JsonDocument json = JsonDocument.Parse(message.Parts[0].Text);
        Assert.Equal(1, json.RootElement.GetProperty("alerts").GetArrayLength());
    }

    [Fact]
    public void A_text_too_long_for_sns_says_that_it_was_cut()
    {
        string body = Render($"sns_configs: [{{phone_number: '1', message: '{string.Concat(Enumerable.Repeat("ü", 801))}', sigv4: {{region: r}}}}]", ReceiverBench.Notification()).Parts[0].Text;
        Assert.Contains("MessageAttributes.entry.1.Name=truncated&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=true", body);
        Assert.Equal(800, body.Split("%C3%BC").Length - 1);
    }

    [Fact]
    public void What_an_alert_says_is_never_run_as_a_template()
    {
        NotifiedAlert alert = ReceiverBench.Alert("{{ .ExternalURL }}");
        Assert.DoesNotContain("am.example:9093\"", Render("pagerduty_configs: [{routing_key: k, client_url: x}]", ReceiverBench.Notification(alert)).Parts[0].Text);
    }

    private static IReceiver One(string entry, HttpCatcher server) => ReceiverBench.One(entry.Replace("URL", server.Url, StringComparison.Ordinal));

    private static RenderedMessage Render(string entry, Notification notification)
    {
        RenderOutcome outcome = ReceiverBench.One(entry).Render(notification, TestContext.Current.CancellationToken);
        Assert.True(outcome.Message is not null, outcome.Error);
        return outcome.Message!;
    }

    private static string At(string entry, string path)
    {
        using JsonDocument json = JsonDocument.Parse(Render(entry, ReceiverBench.Notification()).Parts[0].Text);
        JsonElement element = json.RootElement;
        foreach (string key in path.Split('.')) element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : element.GetProperty(key);
        return element.GetString()!;
    }
}
