using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Slack;

namespace Tocsin.Notifier.Tests.Receivers;

public sealed class SlackReceiverTests
{
    [Fact]
    public async Task A_webhook_gets_one_message_with_the_keys_in_order()
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        IReceiver receiver = ReceiverBench.One($"slack_configs: [{{api_url: '{slack.Url}/hook', channel: '#a', fields: [{{title: T, value: '{{{{ .Status }}}}'}}], "
            + "actions: [{type: button, text: Go, url: 'http://x/'}]}]");
        DeliveryResult result = await ReceiverBench.SendAsync(receiver);
        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Caught request = Assert.Single(slack.Requests);
        Assert.Equal(("POST", "/hook", "application/json"), (request.Method, request.Path, request.Headers["Content-Type"]));
        Assert.StartsWith("Alertmanager/", request.Headers["User-Agent"]);
        Assert.StartsWith("{\"channel\":\"#a\",\"username\":\"Alertmanager\",\"attachments\":[{\"title\":\"[FIRING:1] Down (web1)\",\"title_link\":\"http://am.example:9093/#/alerts?receiver=a\",\"text\":\"\",\"fallback\":", request.Body);
        Assert.Contains("\"callback_id\":\"\",\"fields\":[{\"title\":\"T\",\"value\":\"firing\",\"short\":false}],\"actions\":[{\"type\":\"button\",\"text\":\"Go\",\"url\":\"http://x/\"}],\"footer\":\"\",\"color\":\"danger\",", request.Body);
    }

    [Theory]
    [InlineData(400, "text/plain", "invalid_payload", DeliveryOutcome.Rejected, FailureReason.ClientError)]
    [InlineData(403, "text/plain", "", DeliveryOutcome.Rejected, FailureReason.AuthError)]
    [InlineData(429, "text/plain", "", DeliveryOutcome.Rejected, FailureReason.RateLimited)]
    [InlineData(500, "text/plain", "", DeliveryOutcome.Retry, FailureReason.ServerError)]
    [InlineData(200, "application/json", "{\"ok\":false,\"error\":\"channel_not_found\"}", DeliveryOutcome.Rejected, FailureReason.ClientError)]
    [InlineData(200, "application/json", "not json", DeliveryOutcome.Retry, FailureReason.Other)]
    [InlineData(200, "application/json", "{\"ok\":true}", DeliveryOutcome.Delivered, FailureReason.Other)]
    [InlineData(200, "text/plain", "no_text", DeliveryOutcome.Rejected, FailureReason.ClientError)]
    [InlineData(200, "text/plain", "ok", DeliveryOutcome.Delivered, FailureReason.Other)]
    public async Task What_slack_answers_decides(int status, string type, string body, DeliveryOutcome outcome, FailureReason reason)
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        slack.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            return http.Response.WriteAsync(body);
        };
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"slack_configs: [{{api_url: '{slack.Url}/T0/hunter2', channel: '#a'}}]"));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.DoesNotContain("hunter2", result.Detail);
        if (outcome != DeliveryOutcome.Delivered) Assert.StartsWith("channel \"#a\": ", result.Detail);
    }

    [Fact]
    public async Task A_dead_server_is_tried_again_and_its_secret_url_is_not_told()
    {
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One("slack_configs: [{api_url: 'http://127.0.0.1:1/T0/hunter2'}]"));
        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.DoesNotContain("hunter2", result.Detail);
    }

    [Fact]
    public async Task A_bot_changes_its_first_message_when_it_may()
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        slack.Answer = HttpCatcher.Json(200, "{\"ok\":true,\"ts\":\"17.5\",\"channel\":\"C1\"}");
        // The loader accepts update_message for Slack's own address only; the receiver itself does not mind where it posts.
        IReceiver real = ReceiverBench.One("slack_configs: [{app_token: xoxb, channel: '#a', update_message: true}]", new ServiceAddresses { SlackUpdate = slack.Url + "/update" });
        Notification second = ReceiverBench.Notification() with { Reason = "new alerts added", ReceiverData = new Dictionary<string, string> { ["threadTs"] = "17.5", ["channelId"] = "C1" } };
        DeliveryResult result = await ReceiverBench.SendAsync(real, second);
        Caught request = Assert.Single(slack.Requests);
        using JsonDocument json = JsonDocument.Parse(request.Body);
        Assert.Equal(("C1", "17.5"), (json.RootElement.GetProperty("channel").GetString(), json.RootElement.GetProperty("ts").GetString()));
        Assert.Equal(("/update", "Bearer xoxb"), (request.Path, request.Headers["Authorization"]));
        Assert.Equal("17.5", result.ReceiverData!["threadTs"]);
    }

    [Fact]
    public void A_template_that_fails_makes_no_message()
    {
        IReceiver receiver = ReceiverBench.One("slack_configs: [{api_url: 'http://127.0.0.1:1/', text: '{{ .Nope }}'}]");
        RenderOutcome outcome = receiver.Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken);
        Assert.Null(outcome.Message);
        Assert.NotNull(outcome.Error);
    }

    [Fact]
    public async Task The_url_in_a_file_is_read_for_every_send()
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        string file = Path.GetTempFileName();
        try
        {
            IReceiver receiver = ReceiverBench.One($"slack_configs: [{{api_url_file: '{file}'}}]");
            await File.WriteAllTextAsync(file, slack.Url + "/one\n", TestContext.Current.CancellationToken);
            await ReceiverBench.SendAsync(receiver);
            await File.WriteAllTextAsync(file, slack.Url + "/two\n", TestContext.Current.CancellationToken);
            await ReceiverBench.SendAsync(receiver);
            Assert.Equal(["/one", "/two"], slack.Requests.Select(request => request.Path));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("", "30", DeliveryOutcome.Retry, 30)]
    [InlineData("", null, DeliveryOutcome.Rejected, 0)]
    [InlineData(", honor_retry_after: false", "30", DeliveryOutcome.Rejected, 0)]
    public async Task Slack_is_given_the_time_it_asks_for_unless_that_is_off(string keys, string? retryAfter, DeliveryOutcome outcome, int seconds)
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        slack.Answer = http =>
        {
            http.Response.StatusCode = 429;
            if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
            return http.Response.WriteAsync("rate_limited");
        };
        DeliveryResult result = await ReceiverBench.SendAsync(ReceiverBench.One($"slack_configs: [{{api_url: '{slack.Url}/', channel: c{keys}}}]"));
        Assert.Equal((outcome, FailureReason.RateLimited, seconds), (result.Outcome, result.Reason, (int)(result.RetryAfter ?? TimeSpan.Zero).TotalSeconds));
        Assert.Contains("raise group_interval", result.Detail);
    }

    [Fact]
    public async Task Later_messages_of_an_incident_answer_in_the_thread_of_the_first()
    {
        await using HttpCatcher slack = await HttpCatcher.StartAsync();
        IReceiver receiver = ReceiverBench.One($"slack_configs: [{{app_token: t, app_url: '{slack.Url}/post', channel: '#a', thread_replies: true}}]");
        slack.Answer = HttpCatcher.Json(200, "{\"ok\":true,\"ts\":\"1.1\",\"channel\":\"C1\",\"message\":{}}");
        IReadOnlyDictionary<string, string> kept = (await ReceiverBench.SendAsync(receiver)).ReceiverData!;
        slack.Answer = HttpCatcher.Json(200, "{\"ok\":true,\"ts\":\"2.2\",\"channel\":\"C1\",\"message\":{\"thread_ts\":\"1.1\"}}");
        DeliveryResult second = await ReceiverBench.SendAsync(receiver, ReceiverBench.Notification() with { Reason = "new alerts added", ReceiverData = kept });
        Assert.Equal("1.1", second.ReceiverData!["threadTs"]);
        string[] bodies = [.. slack.Requests.Select(request => request.Body)];
        Assert.DoesNotContain("thread_ts", bodies[0]);
        Assert.StartsWith("{\"channel\":\"C1\",\"thread_ts\":\"1.1\"", bodies[1]);
        Assert.All(slack.Requests, request => Assert.Equal("/post", request.Path));
    }

    [Fact]
    public void A_layout_of_blocks_takes_the_place_of_the_attachments_texts()
    {
        const string Blocks = "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":{{ .Status | toJson }}}}]";
        IReceiver receiver = ReceiverBench.One($"slack_configs: [{{api_url: 'http://127.0.0.1:1/', channel: c, blocks: '{Blocks}', blocks_text: 'in short'}}]");
        RenderedMessage message = receiver.Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken).Message!;
        Assert.Equal(
            "{\"channel\":\"c\",\"username\":\"Alertmanager\",\"text\":\"in short\",\"attachments\":[{\"color\":\"danger\",\"fallback\":\"in short\","
            + "\"blocks\":[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"firing\"}}]}]}\n",
            message.Parts[0].Text);
    }

    [Theory]
    [InlineData("text", "the template did not come to JSON")]
    [InlineData("{}", "a JSON array of blocks is needed")]
    [InlineData("[{\"type\":\"nope\"}]", "block 0: \"nope\" is no type of block")]
    public void A_layout_that_slack_would_refuse_is_refused_here_with_what_is_wrong(string blocks, string error)
    {
        RenderOutcome outcome = ReceiverBench.One($"slack_configs: [{{api_url: 'http://127.0.0.1:1/', blocks: '{blocks}'}}]").Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken);
        Assert.Equal("blocks: " + error, outcome.Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void The_built_in_layout_is_one_that_slack_takes_and_leads_to_a_silence(int count)
    {
        IReceiver receiver = ReceiverBench.One("slack_configs: [{api_url: 'http://127.0.0.1:1/', channel: c, blocks: default}]");
        NotifiedAlert[] alerts = [.. Enumerable.Range(0, count).Select(i => ReceiverBench.Alert($"web{i} \"<&> " + new string('x', 300), resolved: i % 3 == 2))];
        RenderOutcome outcome = receiver.Render(ReceiverBench.Notification(alerts), TestContext.Current.CancellationToken);
        Assert.True(outcome.Message is not null, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Message!.Parts[0].Text);
        JsonElement attachment = json.RootElement.GetProperty("attachments")[0];
        Assert.Equal("danger", attachment.GetProperty("color").GetString());
        Assert.NotEmpty(json.RootElement.GetProperty("text").GetString()!);
        Assert.Null(BlockKit.Problem(attachment.GetProperty("blocks").GetRawText()));
        Assert.Contains("/#/silences/new?filter=", attachment.GetRawText());
    }
}
