using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Which answers are worth another try, for each service, and that no answer brings a secret to light.</summary>
public sealed class RetryTableTests
{
    private const string Secret = "hunter2secret";

    // URL stands for the server; "retry" lists what is tried again beside 5xx.
    private static readonly (string Name, string Entry, int[] Retry)[] Receivers =
    [
        ("webhook", "webhook_configs: [{url: 'URL/hunter2secret'}]", []),
        ("slack", "slack_configs: [{api_url: 'URL/hunter2secret', channel: c}]", []),
        ("slack-token", "slack_configs: [{app_token: hunter2secret, app_url: 'URL/api', channel: c}]", []),
        ("pagerduty", "pagerduty_configs: [{routing_key: hunter2secret, url: 'URL/v2'}]", [429]),
        ("pagerduty1", "pagerduty_configs: [{service_key: hunter2secret}]", [403]),
        ("opsgenie", "opsgenie_configs: [{api_key: hunter2secret, api_url: 'URL/'}]", [429]),
        ("victorops", "victorops_configs: [{api_key: hunter2secret, routing_key: r, api_url: 'URL/'}]", []),
        ("pushover", "pushover_configs: [{token: hunter2secret, user_key: hunter2secretuser}]", []),
        ("discord", "discord_configs: [{webhook_url: 'URL/hunter2secret'}]", []),
        ("msteams", "msteams_configs: [{webhook_url: 'URL/hunter2secret'}]", []),
        ("msteamsv2", "msteamsv2_configs: [{webhook_url: 'URL/hunter2secret'}]", []),
        ("webex", "webex_configs: [{api_url: 'URL/v1', room_id: r, http_config: {authorization: {credentials: hunter2secret}}}]", []),
        ("sns", "sns_configs: [{api_url: 'URL/', topic_arn: t, sigv4: {region: r, access_key: a, secret_key: hunter2secret}}]", []),
        ("jira", "jira_configs: [{api_url: 'URL/jira', project: p, issue_type: t, http_config: {basic_auth: {username: u, password: hunter2secret}}}]", [429]),
        ("rocketchat", "rocketchat_configs: [{api_url: 'URL/', token: hunter2secret, token_id: hunter2secretid, channel: c}]", []),
        ("mattermost", "mattermost_configs: [{webhook_url: 'URL/hunter2secret'}]", []),
        ("incidentio", "incidentio_configs: [{url: 'URL/hunter2secret', alert_source_token: hunter2secrettoken}]", [429]),
    ];

    public static TheoryData<string> Names => [.. Receivers.Select(receiver => receiver.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_are_final_or_worth_another_try_as_the_table_says(string name)
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        (IReceiver receiver, int[] retry) = Create(name, server.Url);
        foreach (int status in (int[])[301, 400, 401, 403, 404, 408, 410, 413, 422, 429, 500, 502, 503, 504])
        {
            // The page repeats all that it was sent, as error pages do.
            server.Answer = http => RepeatAsync(http, status);
            DeliveryResult result = await ReceiverBench.SendAsync(receiver);
            bool again = status >= 500 || retry.Contains(status);
            Assert.True(result.Outcome == (again ? DeliveryOutcome.Retry : DeliveryOutcome.Rejected), $"{status}: {result}");
            Assert.Equal(Reason(status), result.Reason);
            Assert.Contains(status.ToString(CultureInfo.InvariantCulture), result.Detail);
            Assert.DoesNotContain(Secret, result.Detail, StringComparison.Ordinal);
            if (status is 401 or 404 or 413 or 429) Assert.EndsWith(")", result.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_service_that_is_away_is_tried_again_and_the_address_does_not_show(string name)
    {
        (IReceiver receiver, _) = Create(name, "http://127.0.0.1:1");
        DeliveryResult result = await ReceiverBench.SendAsync(receiver);
        // Jira is asked several things in a row: what was done would be done twice.
        Assert.Equal(name == "jira" ? DeliveryOutcome.Rejected : DeliveryOutcome.Retry, result.Outcome);
        Assert.DoesNotContain(Secret, result.Detail, StringComparison.Ordinal);
        Assert.Contains("refused", result.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_message_holds_a_secret(string name)
    {
        RenderedMessage message = Create(name, "http://127.0.0.1:1").Receiver.Render(ReceiverBench.Notification(), TestContext.Current.CancellationToken).Message!;
        Assert.DoesNotContain(message.Parts, part => part.Text.Contains(Secret, StringComparison.Ordinal));
        Assert.NotEmpty(message.Title);
    }

    [Theory]
    [InlineData("slack", 200, "channel_not_found", "check channel: name, id, or whether it was archived")]
    [InlineData("slack", 403, "invalid_token", "the workspace does not allow this webhook to post there")]
    [InlineData("slack", 404, "no_service", "make a new one and put it into api_url")]
    [InlineData("slack-token", 200, "{\"ok\":false,\"error\":\"not_in_channel\"}", "invite the app to the channel")]
    [InlineData("pagerduty", 400, "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"Length of 'routing_key' is incorrect\"]}", "Event object is invalid: Length of 'routing_key' is incorrect")]
    [InlineData("pushover", 400, "{\"user\":\"invalid\",\"errors\":[\"user identifier is invalid\"],\"status\":0}", "user identifier is invalid")]
    [InlineData("sns", 403, "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>x</Message></Error></ErrorResponse>", "SignatureDoesNotMatch: x (check the key in sigv4")]
    [InlineData("jira", 400, "{\"errorMessages\":[],\"errors\":{\"project\":\"valid project is required\"}}", "project: valid project is required")]
    [InlineData("rocketchat", 200, "{\"success\":false,\"error\":\"error-room-not-found\"}", "error-room-not-found (check channel")]
    [InlineData("incidentio", 422, "{\"message\":\"bad\",\"errors\":[\"a\",\"b\"]}", "bad: a, b")]
    public async Task What_the_service_says_is_told_with_what_to_do(string name, int status, string body, string told)
    {
        await using HttpCatcher server = await HttpCatcher.StartAsync();
        server.Answer = body.StartsWith('{') ? HttpCatcher.Json(status, body) : http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync(body);
        };
        DeliveryResult result = await ReceiverBench.SendAsync(Create(name, server.Url).Receiver);
        Assert.Equal(DeliveryOutcome.Rejected, result.Outcome);
        Assert.Contains(told, result.Detail);
    }

    private static (IReceiver Receiver, int[] Retry) Create(string name, string url)
    {
        (_, string entry, int[] retry) = Receivers.Single(receiver => receiver.Name == name);
        var addresses = new ServiceAddresses { PagerDutyVersion1 = url + "/v1", Pushover = url + "/messages.json" };
        return (ReceiverBench.One(entry.Replace("URL", url, StringComparison.Ordinal), addresses), retry);
    }

    private static async Task RepeatAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Request.Body.Position = 0;
        using var body = new StreamReader(http.Request.Body);
        await http.Response.WriteAsync($"{http.Request.Path}{http.Request.QueryString} {string.Join(' ', http.Request.Headers.Select(header => header.Value))} {await body.ReadToEndAsync(http.RequestAborted)}");
    }

    private static FailureReason Reason(int status) => status switch
    {
        401 or 403 => FailureReason.AuthError,
        429 => FailureReason.RateLimited,
        >= 500 => FailureReason.ServerError,
        >= 400 => FailureReason.ClientError,
        _ => FailureReason.Other,
    };
}
