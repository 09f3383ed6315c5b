using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Grouping;

public sealed class LeaseTests
{
    private const string Config = """
        global: {resolve_timeout: 20s}
        route: {receiver: team, group_by: [], group_wait: 5s, group_interval: 10s}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Fact]
    public async Task A_follower_takes_alerts_but_tells_nobody_and_calls_nothing_ended()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Lease.IsHeld = false;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(25);
        Assert.Empty(notifier.Outbox.All);
        HistoryPage<AlertEvent> events = await notifier.History.AlertEventsAsync(new HistoryQuery(), CancellationToken.None);
        Assert.Equal([AlertEventKind.Fired], events.Items.Select(item => item.Kind));

        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        notifier.Lease.IsHeld = true;
        await notifier.AdvanceAsync(10);
        Assert.Equal(TestNotifier.Start.AddSeconds(35), Assert.Single(notifier.Outbox.All).At);
    }

    [Fact]
    public async Task A_tick_that_comes_while_the_lease_is_being_taken_is_told_when_it_counts()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config.Replace("10s", "5m", StringComparison.Ordinal));
        notifier.Lease.IsHeld = false;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(7);
        await notifier.Lease.TakeAsync(async () =>
        {
            await notifier.AdvanceAsync(1);
            Assert.Empty(notifier.Outbox.All);
        });
        await notifier.SettleAsync();
        Assert.Equal(TestNotifier.Start.AddSeconds(8), Assert.Single(notifier.Outbox.All).At);
    }

    [Fact]
    public async Task No_attempt_is_made_after_the_lease_ran_out()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        Assert.Equal(1, await LoseWhileSendingAsync(notifier));
        HistoryPage<Delivery> page = await notifier.History.DeliveriesAsync(new HistoryQuery(), CancellationToken.None);
        Assert.Equal((DeliveryState.Failed, "the lease on the groups was lost"), (page.Items[0].State, page.Items[0].Error));
    }

    [Fact]
    public async Task What_could_not_be_told_because_the_lease_ran_out_is_told_at_once_by_the_next_owner()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config.Replace("10s", "5m", StringComparison.Ordinal));
        await LoseWhileSendingAsync(notifier);
        notifier.Outbox.Answer = _ => null;
        notifier.Outbox.Take();
        await notifier.Lease.TakeAsync(() => Task.CompletedTask);
        await notifier.SettleAsync();
        Assert.Equal("a", Assert.Single(notifier.Outbox.Take()).Alerts);
    }

    /// <summary>The first attempt fails, and before the second the lease is gone.</summary>
    /// <returns>The attempts.</returns>
    private static async Task<int> LoseWhileSendingAsync(TestNotifier notifier)
    {
        int attempts = 0;
        notifier.Outbox.Answer = _ =>
        {
            attempts++;
            notifier.Lease.IsHeld = false;
            return new(DeliveryOutcome.Retry, FailureReason.ServerError, "503 busy");
        };
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        notifier.Clock.Advance(TimeSpan.FromSeconds(5));
        SpinWait.SpinUntil(() => Volatile.Read(ref attempts) == 1, TimeSpan.FromSeconds(10));
        Task idle = notifier.Dispatcher.IdleAsync();
        for (int i = 0; i < 200 && !idle.IsCompleted; i++)
        {
            notifier.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(idle, Task.Delay(10, TestContext.Current.CancellationToken));
        }
        await idle;
        return attempts;
    }
}
