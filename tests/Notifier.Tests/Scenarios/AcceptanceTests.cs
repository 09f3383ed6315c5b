using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Those of upstream's acceptance scenarios whose moments are left to chance (A3, A9), from HTTP to the webhook.</summary>
public sealed class AcceptanceTests
{
    [Fact]
    public async Task A3_a_failing_integration_is_retried_and_its_neighbour_is_told_once()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 2s, repeat_interval: 3s}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/good'}, {url: 'HOOK/bad'}]}]
            """);
        notifier.Hooks.Status = (hook, now) => hook == "bad" && now < 4.5 ? 503 : 200;
        await notifier.UntilAsync(1);
        await PostAsync(notifier, "a");
        await notifier.UntilAsync(13);
        double[] good = [.. notifier.Hooks.All.Where(notice => notice.Hook == "good").Select(notice => notice.At)];
        double[] bad = [.. notifier.Hooks.All.Where(notice => notice.Hook == "bad").Select(notice => notice.At)];
        Assert.Equal(2, good[0], 0.15);
        Assert.All(good.Skip(1).Zip(good), pair => Assert.True(pair.First - pair.Second >= 3, $"told at {string.Join(", ", good)}"));
        Assert.InRange(bad[0], 4.5, 9);
    }

    [Fact]
    public async Task A9_a_slow_webhook_is_cut_by_its_own_timeout_and_tried_again_within_the_flush()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 1m, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/slow', timeout: 500ms}]}]
            """);
        int calls = 0;
        notifier.Hooks.Hold = (_, gone) => Interlocked.Increment(ref calls) == 1 ? Task.Delay(Timeout.Infinite, gone) : Task.CompletedTask;
        await notifier.UntilAsync(1);
        await PostAsync(notifier, "a");
        await notifier.UntilAsync(5);
        Assert.Equal(2, calls);
        Assert.InRange(Assert.Single(notifier.Hooks.All).At, 2.5, 4);
    }

    private static async Task PostAsync(ScenarioNotifier notifier, string name)
    {
        string body = JsonSerializer.Serialize(new[] { new { labels = new { alertname = name }, startsAt = notifier.Clock.GetUtcNow(), endsAt = notifier.Clock.GetUtcNow().AddMinutes(5) } });
        Assert.Equal(System.Net.HttpStatusCode.OK, (await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body)).Status);
    }
}
