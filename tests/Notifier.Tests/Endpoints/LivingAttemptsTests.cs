using System.Net;
using System.Text.Json;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>What is seen, and can be done, while a flush tries again and again.</summary>
public sealed class LivingAttemptsTests
{
    private const string Config = """
        route: {receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 5m}
        receivers: [{name: team, webhook_configs: [{url: "http://x/"}]}]
        """;

    private static readonly DeliveryResult Busy = new(DeliveryOutcome.Retry, FailureReason.ServerError, "unexpected status code 500");
    private static readonly DeliveryResult Refused = new(DeliveryOutcome.Rejected, FailureReason.ClientError, "unexpected status code 404");

    [Fact]
    public async Task Every_failed_attempt_is_told_while_the_flush_goes_on()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        api.Outbox.Answer = _ => Busy;
        await api.FireAsync("a");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        JsonElement first = await AttemptsAsync(api, 1);
        DateTimeOffset next = first.GetProperty("nextTryAt").GetDateTimeOffset();
        Assert.InRange(next - api.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Assert.StartsWith($"On its way to team (webhook): one attempt failed, the last with: {Busy.Detail}; next try at {Text(first, "nextTryAt")}.", await SentenceAsync(api), StringComparison.Ordinal);

        api.Clock.Advance(TimeSpan.FromSeconds(2));
        JsonElement second = await AttemptsAsync(api, 2);
        Assert.Equal(("sending", Busy.Detail), (Text(second, "result"), Text(second, "error")));
        Assert.Equal([Busy.Detail, Busy.Detail], second.GetProperty("attemptLog").EnumerateArray().Select(one => Text(one, "detail")));
        api.Outbox.Answer = _ => null;
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        await api.AdvanceAsync(1);
        JsonElement sent = await api.GetAsync("/api/tocsin/v1/notifications/" + Text(second, "id"));
        Assert.Equal(("delivered", 3, JsonValueKind.Null), (Text(sent, "result"), sent.GetProperty("attempts").GetInt32(), sent.GetProperty("nextTryAt").ValueKind));
    }

    [Fact]
    public async Task What_comes_only_with_the_next_flush_is_said_so()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        api.Outbox.Answer = _ => Busy with { RetryAfter = TimeSpan.FromHours(1) };
        await api.FireAsync("a");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(JsonValueKind.Null, (await AttemptsAsync(api, 1)).GetProperty("nextTryAt").ValueKind);
        Assert.EndsWith("; the next flush tries again at 2026-03-02T10:05:01.000Z.", await SentenceAsync(api), StringComparison.Ordinal);
        api.Outbox.Answer = _ => null;
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await api.AdvanceAsync(1);
        Assert.Single(api.Outbox.All);
    }

    [Fact]
    public async Task A_killed_process_leaves_what_was_answered()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Outbox.Answer = _ => Busy;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        notifier.Clock.Advance(TimeSpan.FromSeconds(1));
        Delivery? cut = null;
        for (int i = 0; i < 500 && cut is not { AttemptCount: 1 }; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            cut = (await notifier.History.DeliveriesAsync(new HistoryQuery(), CancellationToken.None)).Items is [var one] ? one : null;
        }
        notifier.Outbox.Answer = _ => null;
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(2);
        Delivery left = (await notifier.History.DeliveryAsync(cut!.Id, CancellationToken.None))!;
        Assert.Equal((DeliveryState.Interrupted, Busy.Detail), (left.State, Assert.Single(left.Attempts).Detail));
        Assert.Single(notifier.Outbox.All);
    }

    [Fact]
    public async Task A_retry_by_hand_makes_a_waiting_flush_try_now()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        string id = await LetterAsync(api);
        api.Outbox.Answer = _ => Busy with { RetryAfter = TimeSpan.FromMinutes(2) };
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        string flushed = Text(await AttemptsAsync(api, 1), "id");
        (HttpStatusCode status, string text) = await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{id}/retry", user: "ann");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement again = JsonDocument.Parse(text).RootElement;
        Assert.Equal(("failed", Busy.Detail), (Text(again, "result"), Text(again, "error")));
        JsonElement sending = again.GetProperty("notification");
        Assert.Equal((flushed, "flush", "sending", 2), (Text(sending, "id"), Text(sending, "origin"), Text(sending, "state"), sending.GetProperty("attempts").GetInt32()));

        api.Outbox.Answer = _ => null;
        (_, text) = await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{id}/retry", user: "ann");
        Assert.Equal("delivered", Text(JsonDocument.Parse(text).RootElement, "result"));
        Assert.Equal(0, api.Count<DeliveryFailureRow>());
        Assert.Equal(HttpStatusCode.NotFound, (await api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{id}/retry")).Status);
        await api.AdvanceAsync(400);
        Assert.Single(api.Outbox.All);
    }

    [Fact]
    public async Task A_retry_by_hand_waits_for_the_attempt_that_is_being_made()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        string id = await LetterAsync(api);
        api.Outbox.Answer = _ => null;
        TaskCompletionSource hold = api.Outbox.Hold = new();
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(SpinWait.SpinUntil(() => api.Outbox.All.Count == 1, TimeSpan.FromSeconds(10)));
        Task<(HttpStatusCode Status, string Text)> retry = api.CallAsync(HttpMethod.Post, $"/api/tocsin/v1/dead-letters/{id}/retry");
        hold.SetResult();
        Assert.Contains((await retry).Status, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound });
        await api.AdvanceAsync(1);
        Assert.Single(api.Outbox.All);
    }

    private static async Task<string> LetterAsync(ClockedApi api)
    {
        api.Outbox.Answer = _ => Refused;
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        return Text(Assert.Single((await api.GetAsync("/api/tocsin/v1/dead-letters")).GetProperty("deadLetters").EnumerateArray()), "id");
    }

    /// <summary>The flush runs on while the clock stands.</summary>
    private static async Task<JsonElement> AttemptsAsync(ClockedApi api, int count)
    {
        for (int i = 0; i < 500; i++)
        {
            JsonElement sent = (await ExplainAsync(api)).GetProperty("notifications");
            if (sent.GetArrayLength() > 0 && Text(sent[0], "result") == "sending" && sent[0].GetProperty("attempts").GetInt32() == count) return sent[0];
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"there are not {count} attempts: {await ExplainAsync(api)}");
    }

    private static Task<JsonElement> ExplainAsync(ClockedApi api) => api.GetAsync($"/api/tocsin/v1/alerts/{ClockedApi.Fingerprint("a")}/explain");

    private static async Task<string> SentenceAsync(ClockedApi api) => Text((await ExplainAsync(api)).GetProperty("receivers")[0], "sentence");

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";
}
