using System.Net;
using System.Text.Json;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class DeadLetterTests
{
    private const string Config = """
        route: {receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 30s, routes: [{receiver: ops, matchers: ['alertname="TocsinDeliveryFailing"']}]}
        receivers:
        - {name: team, webhook_configs: [{url: "http://x/"}], fallback_receiver: stand-in, fallback_after: 2}
        - {name: ops, webhook_configs: [{url: "http://x/"}]}
        - {name: stand-in, webhook_configs: [{url: "http://x/"}]}
        """;

    private static readonly DeliveryResult Refused = new(DeliveryOutcome.Rejected, FailureReason.ClientError, "unexpected status code 404: no such channel");

    [Fact]
    public async Task What_was_not_delivered_is_listed_with_the_answer_that_came_back_until_it_gets_through()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(32);
        JsonElement letter = Assert.Single(await LettersAsync(api));
        Assert.Equal(("team", "webhook", Refused.Detail, 2), (Text(letter, "receiver"), Text(letter, "integration"), Text(letter, "error"), letter.GetProperty("failures").GetInt32()));
        JsonElement message = await api.GetAsync("/api/tocsin/v1/notifications/" + Text(letter, "id"));
        Assert.Equal(("rejected", Refused.Detail), (Text(message, "state"), Text(message.GetProperty("attemptLog")[0], "detail")));
        Assert.Equal("a", Text(message.GetProperty("content").GetProperty("parts")[0], "text"));
        api.Outbox.Answer = _ => null;
        await api.AdvanceAsync(30);
        Assert.Empty(await LettersAsync(api));
        Assert.Equal(0, api.Count<DeliveryFailureRow>());
    }

    [Fact]
    public async Task A_retry_by_hand_counts_for_the_next_flush()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        string id = Text(Assert.Single(await LettersAsync(api)), "id");
        (HttpStatusCode status, string text) = await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{id}/retry", user: "ann");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement failed = JsonDocument.Parse(text).RootElement;
        Assert.Equal(("failed", Refused.Detail), (Text(failed, "result"), Text(failed, "error")));

        api.Outbox.Answer = _ => null;
        string again = Text(Assert.Single(await LettersAsync(api)), "id");
        Assert.NotEqual(id, again);
        (_, text) = await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{again}/retry", user: "ann");
        JsonElement sent = JsonDocument.Parse(text).RootElement.GetProperty("notification");
        Assert.Equal(("delivered", "retry", again, "ann"), (Text(sent, "result"), Text(sent, "origin"), Text(sent, "retryOf"), Text(sent, "requestedBy")));
        Assert.Equal("a", Assert.Single(api.Outbox.To("team")).Alerts);
        Assert.Empty(await LettersAsync(api));
        await api.AdvanceAsync(90);
        Assert.Single(api.Outbox.To("team"));
        Assert.Equal(HttpStatusCode.NotFound, (await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{again}/retry")).Status);
    }

    [Fact]
    public async Task What_nobody_was_told_before_it_ended_waits_for_a_person_and_is_sent_as_it_is_then()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.FireAsync("b");
        await api.AdvanceAsync(2);
        await api.ResolveAsync("a");
        await api.ResolveAsync("b");
        await api.AdvanceAsync(3600 * 2);
        await api.RestartAsync();
        api.Outbox.Answer = _ => null;
        Assert.Equal(2, (await LettersAsync(api)).Length);
        JsonElement answer = await api.SendAsync(HttpMethod.Post, "/api/tocsin/v1/dead-letters/retry", new { receiver = "team" });
        Assert.Equal(["delivered", "delivered"], answer.GetProperty("results").EnumerateArray().Select(one => Text(one, "result")));
        Assert.Equal(["-a", "-b"], api.Outbox.To("team").Select(sent => sent.Alerts).Order());
    }

    [Fact]
    public async Task The_sentence_says_what_a_person_got_through()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        await api.ResolveAsync("a");
        await api.AdvanceAsync(30);
        Assert.EndsWith("ended before anyone was told.", await SentenceAsync(api), StringComparison.Ordinal);
        api.Outbox.Answer = _ => null;
        await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{Text(Assert.Single(await LettersAsync(api)), "id")}/retry", user: "ann");
        Assert.Equal("Told to team (webhook) at 2026-03-02T10:00:32.000Z, tried again by hand by ann: all alerts resolved.", await SentenceAsync(api));
    }

    [Fact]
    public async Task The_sentence_says_it_also_before_the_next_flush()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        Assert.StartsWith("Not delivered to team (webhook)", await SentenceAsync(api), StringComparison.Ordinal);
        api.Outbox.Answer = _ => null;
        await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{Text(Assert.Single(await LettersAsync(api)), "id")}/retry");
        Assert.StartsWith("Told to team (webhook) at 2026-03-02T10:00:02.000Z, tried again by hand", await SentenceAsync(api), StringComparison.Ordinal);
        await api.AdvanceAsync(30);
        Assert.StartsWith("Nothing new for team, last told at 2026-03-02T10:00:02.000Z: told already", await SentenceAsync(api), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_tried_again_as_long_as_its_group_lives_and_not_a_moment_longer()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        Assert.True(Assert.Single(await LettersAsync(api)).GetProperty("triedAgain").GetBoolean());
        await api.ResolveAsync("a");
        await api.AdvanceAsync(30);
        Assert.False(Assert.Single(await LettersAsync(api)).GetProperty("triedAgain").GetBoolean());
    }

    [Fact]
    public async Task Nothing_tries_again_what_the_configuration_does_not_lead_to_any_more()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        await api.ReloadAsync("{route: {receiver: ops, group_by: [alertname], group_wait: 1s}, receivers: [{name: ops, webhook_configs: [{url: 'http://x/'}]}]}");
        Assert.False(Assert.Single(await LettersAsync(api)).GetProperty("triedAgain").GetBoolean());
    }

    [Fact]
    public async Task A_letter_can_be_put_away_and_only_the_owner_of_the_groups_sends()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        string path = "/api/tocsin/v1/dead-letters/" + Text(Assert.Single(await LettersAsync(api)), "id");
        api.Lease.IsHeld = false;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.CallAsync(HttpMethod.Post, path + "/retry")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.CallAsync(HttpMethod.Delete, path)).Status);
        api.Lease.IsHeld = true;
        Assert.Equal(HttpStatusCode.NoContent, (await api.CallAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.CallAsync(HttpMethod.Delete, path)).Status);
        Assert.Empty(await LettersAsync(api));
    }

    [Fact]
    public async Task After_enough_failures_the_fallback_is_told_and_hears_the_end()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        Assert.Empty(api.Outbox.To("stand-in"));
        await api.AdvanceAsync(30);
        Assert.Equal(Deduplication.FirstNotification, Assert.Single(api.Outbox.To("stand-in")).Reason);
        Assert.Contains("stand-in was told in its place.", await SentenceAsync(api), StringComparison.Ordinal);
        await api.RestartAsync();
        await api.AdvanceAsync(60);
        Assert.Single(api.Outbox.To("stand-in"));
        api.Outbox.Answer = _ => null;
        await api.AdvanceAsync(60);
        Assert.Equal(["a"], api.Outbox.To("team").Select(sent => sent.Alerts));
        await api.ResolveAsync("a");
        await api.AdvanceAsync(30);
        Assert.Equal(["a", "-a"], api.Outbox.To("team").Select(sent => sent.Alerts));
        Assert.Equal(["a", "-a"], api.Outbox.To("stand-in").Select(sent => sent.Alerts));
        JsonElement told = await api.GetAsync("/api/tocsin/v1/notifications?receiver=stand-in");
        Assert.All(told.GetProperty("notifications").EnumerateArray(), one => Assert.Equal("fallback", Text(one, "origin")));
    }

    [Fact]
    public async Task What_only_the_fallback_heard_of_was_not_told_to_the_receiver()
    {
        await using ClockedApi api = await StartAsync();
        await api.FireAsync("a");
        await api.AdvanceAsync(32);
        JsonElement next = (await ExplainAsync(api)).GetProperty("next").GetProperty("integrations");
        Assert.Equal(["team", "stand-in"], next.EnumerateArray().Select(one => Text(one, "receiver")));
        await api.ResolveAsync("a");
        await api.AdvanceAsync(30);
        Assert.Equal(["a", "-a"], api.Outbox.To("stand-in").Select(sent => sent.Alerts));
        string sentence = await SentenceAsync(api);
        Assert.StartsWith("Told to stand-in, in place of team, at ", sentence, StringComparison.Ordinal);
        Assert.EndsWith("all alerts resolved.", sentence, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ExplainAsync(ClockedApi api) =>
        (await api.GetAsync($"/api/tocsin/v1/alerts/{ClockedApi.Fingerprint("a")}/explain")).GetProperty("receivers")[0];

    private static async Task<string> SentenceAsync(ClockedApi api) => Text(await ExplainAsync(api), "sentence");

    [Fact]
    public async Task A_delivery_problem_is_an_alert_of_its_own_that_ends_with_it()
    {
        await using ClockedApi api = await StartAsync();
        for (int i = 0; i < 5; i++) await api.FireAsync("a" + i);
        await api.AdvanceAsync(4);
        Sent problem = Assert.Single(api.Outbox.To("ops"));
        Assert.Equal(DeliveryAlarm.AlertName, problem.Alerts);
        Assert.Equal("team", problem.Notification.GroupLabels.Count > 0 ? problem.Notification.Alerts[0].Alert.Labels.Get("receiver") : "");
        await api.AdvanceAsync(300);
        Assert.Single(api.Outbox.To("ops"));
        await api.RestartAsync();
        api.Outbox.Answer = _ => null;
        await api.AdvanceAsync(120);
        Assert.Equal([DeliveryAlarm.AlertName, "-" + DeliveryAlarm.AlertName], api.Outbox.To("ops").Select(sent => sent.Alerts));
    }

    [Fact]
    public async Task The_alert_about_failing_deliveries_that_fails_itself_breeds_nothing()
    {
        await using ClockedApi api = await StartAsync();
        api.Outbox.Answer = _ => Refused;
        await api.FireAsync("a");
        await api.AdvanceAsync(400);
        JsonElement alerts = await api.GetAsync("/api/v2/alerts");
        Assert.Equal(["a", DeliveryAlarm.AlertName, DeliveryAlarm.AlertName], alerts.EnumerateArray().Select(one => Text(one.GetProperty("labels"), "alertname")).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["stand-in", "team"], alerts.EnumerateArray().Select(one => one.GetProperty("labels")).Where(one => one.TryGetProperty("receiver", out _)).Select(one => Text(one, "receiver")).Order());
    }

    [Fact]
    public async Task Nothing_is_raised_unless_it_is_asked_for()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        api.Outbox.Answer = receiver => receiver == "team" ? Refused : null;
        await api.FireAsync("a");
        await api.AdvanceAsync(10);
        await api.RestartAsync();
        api.Outbox.Answer = _ => null;
        await api.AdvanceAsync(40);
        Assert.Empty(api.Outbox.To("ops"));
        Assert.Single(api.Outbox.To("team"));
        Assert.Single((await api.GetAsync("/api/tocsin/v1/history/alerts")).GetProperty("events").EnumerateArray());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"ids\":[]}")]
    [InlineData("{\"ids\":[\"x\"]}")]
    [InlineData("{\"ids\":[\"00000000-0000-0000-0000-000000000001\"],\"receiver\":\"team\"}")]
    [InlineData("[1]")]
    public async Task A_bad_request_for_many_is_refused(string body)
    {
        await using ClockedApi api = await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await api.CallAsync(HttpMethod.Post, "/api/tocsin/v1/dead-letters/retry", JsonDocument.Parse(body).RootElement)).Status);
    }

    private static async Task<ClockedApi> StartAsync()
    {
        ClockedApi api = await ClockedApi.StartAsync(Config + "\ntocsin: {delivery_alerts: true}");
        api.Outbox.Answer = receiver => receiver == "team" ? Refused : null;
        return api;
    }

    private static async Task<JsonElement[]> LettersAsync(ClockedApi api) =>
        [.. (await api.GetAsync("/api/tocsin/v1/dead-letters")).GetProperty("deadLetters").EnumerateArray()];

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";
}
