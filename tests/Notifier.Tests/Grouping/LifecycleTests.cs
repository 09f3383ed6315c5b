using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Grouping;

public sealed class LifecycleTests
{
    private const string OneGroup = """
        route: {receiver: team, group_by: [], group_wait: 10s, group_interval: 10s, repeat_interval: 49s}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/", send_resolved: true}]}]
        """;

    [Fact]
    public async Task Alerts_within_group_wait_share_a_message_and_later_ones_come_with_the_next_interval()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(5);
        await notifier.PostAsync(Alert("b"));
        await notifier.AdvanceAsync(4);
        Assert.Empty(notifier.Outbox.All);

        await notifier.AdvanceAsync(2);
        Sent first = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("a b", Deduplication.FirstNotification, TestNotifier.Start.AddSeconds(10)), (first.Alerts, first.Reason, first.At));

        await notifier.PostAsync(Alert("c"));
        await notifier.AdvanceAsync(10);
        Sent second = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("a b c", Deduplication.NewAlerts, TestNotifier.Start.AddSeconds(20)), (second.Alerts, second.Reason, second.At));
    }

    [Fact]
    public async Task An_unchanged_group_is_told_again_at_the_first_tick_after_repeat_interval()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(59);
        Assert.Single(notifier.Outbox.Take());
        await notifier.AdvanceAsync(1);
        Assert.Equal(Deduplication.Repeat, Assert.Single(notifier.Outbox.Take()).Reason);
    }

    [Fact]
    public async Task An_alert_that_is_no_longer_sent_ends_at_its_timeout_and_is_told_as_ended_once()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync("global: {resolve_timeout: 25s}\n" + OneGroup);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(3);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(26);
        Assert.Equal("a", Assert.Single(notifier.Outbox.Take()).Alerts);

        await notifier.AdvanceAsync(30);
        Sent end = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("-a", Deduplication.AllResolved), (end.Alerts, end.Reason));
        Assert.Equal(TestNotifier.Start.AddSeconds(28), end.Notification.Alerts[0].Alert.EndsAt);
        Assert.Empty(notifier.State.Groups());
    }

    [Fact]
    public async Task What_fires_and_ends_before_the_first_flush_is_never_told()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(2);
        await notifier.PostAsync(Ended("a", notifier));
        await notifier.AdvanceAsync(30);
        Assert.Empty(notifier.Outbox.All);
    }

    [Fact]
    public async Task An_ended_alert_is_in_one_message_and_then_leaves_the_group()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        await notifier.PostAsync(Ended("a", notifier));
        await notifier.AdvanceAsync(10);
        await notifier.PostAsync(Alert("c"));
        await notifier.AdvanceAsync(10);
        Assert.Equal(["a b", "-a b", "b c"], notifier.Outbox.All.Select(sent => sent.Alerts));
        Assert.Equal(Deduplication.SomeResolved, notifier.Outbox.All[1].Reason);
    }

    [Fact]
    public async Task A_receiver_that_does_not_want_ends_hears_of_what_fires_only()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup.Replace("send_resolved: true", "send_resolved: false"));
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        await notifier.PostAsync(Ended("a", notifier));
        await notifier.AdvanceAsync(10);
        await notifier.PostAsync(Ended("b", notifier));
        await notifier.AdvanceAsync(10);
        Assert.Equal(["a b"], notifier.Outbox.Take().Select(sent => sent.Alerts));

        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(11);
        Assert.Equal(Deduplication.FirstNotification, Assert.Single(notifier.Outbox.Take()).Reason);
    }

    [Fact]
    public async Task An_alert_older_than_group_wait_is_flushed_at_once_but_not_before_the_start_delay()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup, startDelay: TimeSpan.FromSeconds(5));
        await notifier.PostAsync(Alert("a") with { StartsAt = TestNotifier.Start.AddHours(-1) });
        await notifier.AdvanceAsync(4);
        Assert.Empty(notifier.Outbox.All);
        await notifier.AdvanceAsync(2);
        Assert.Equal(TestNotifier.Start.AddSeconds(5), Assert.Single(notifier.Outbox.Take()).At);
        await notifier.PostAsync(Alert("b"));
        await notifier.AdvanceAsync(10);
        Assert.Equal(TestNotifier.Start.AddSeconds(15), Assert.Single(notifier.Outbox.Take()).At);
    }

    [Fact]
    public async Task A_reload_repeats_nothing_and_keeps_the_timers_of_routes_that_stay()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(13);
        Assert.Single(notifier.Outbox.Take());
        await notifier.PostAsync(Alert("b"));
        await notifier.ReloadAsync(OneGroup.Replace("49s}", "49s, routes: [{matchers: ['alertname=z']}]}"));
        await notifier.AdvanceAsync(6);
        Assert.Empty(notifier.Outbox.All);
        await notifier.AdvanceAsync(1);
        Assert.Equal(("a b", TestNotifier.Start.AddSeconds(20)), (notifier.Outbox.All[0].Alerts, notifier.Outbox.All[0].At));
    }

    [Fact]
    public async Task A_reload_moves_alerts_to_the_routes_that_now_want_them()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        notifier.Outbox.Take();
        await notifier.ReloadAsync("""
            route: {receiver: team, group_by: [], group_wait: 10s, group_interval: 10s, routes: [{matchers: ['alertname=b'], receiver: other}]}
            receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}, {name: other, webhook_configs: [{url: "http://localhost/"}]}]
            """);
        await notifier.AdvanceAsync(1);
        Assert.Equal("b", Assert.Single(notifier.Outbox.To("other")).Alerts);
        Assert.Equal(["{}:{}", "{}/{alertname=\"b\"}:{}"], notifier.State.Groups().Select(group => group.GroupKey).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task A_configuration_with_errors_leaves_the_old_one_running()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(OneGroup);
        notifier.Write("route: {receiver: nobody}");
        Assert.True((await notifier.Configuration.PrepareAsync(CancellationToken.None)).Problems.HasErrors);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(11);
        Assert.Single(notifier.Outbox.All);
    }

    [Fact]
    public async Task A_target_is_told_of_only_while_no_source_of_the_same_zone_fires()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(
            OneGroup + "\ninhibit_rules: [{source_matchers: ['severity=critical'], target_matchers: ['severity=warning'], equal: [zone]}]");
        await notifier.PostAsync(In("down", "critical", "z1"), In("slow", "warning", "z1"), In("late", "warning", "z2"));
        await notifier.AdvanceAsync(11);
        Assert.Equal("down late", Assert.Single(notifier.Outbox.Take()).Alerts);
        Assert.Equal(AlertState.Suppressed, notifier.State.Alerts().Single(alert => alert.Alert.Name == "slow").Status.State);

        await notifier.PostAsync(In("down", "critical", "z1") with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.AdvanceAsync(10);
        Assert.Equal("-down late slow", Assert.Single(notifier.Outbox.Take()).Alerts);
    }

    [Fact]
    public async Task A_route_that_continues_tells_both_receivers()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync("""
            route:
              receiver: all
              group_wait: 1s
              routes: [{receiver: log, continue: true}, {receiver: team, matchers: ['alertname=a']}]
            receivers: [{name: all}, {name: log, webhook_configs: [{url: "http://localhost/"}]}, {name: team, webhook_configs: [{url: "http://localhost/"}]}]
            """);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(2);
        Assert.Equal("a b", Assert.Single(notifier.Outbox.To("log")).Alerts);
        Assert.Equal("a", Assert.Single(notifier.Outbox.To("team")).Alerts);
        Assert.Equal(["log", "team"], notifier.State.Alerts().Single(alert => alert.Alert.Name == "a").Receivers);
    }

    private static PostedAlert Alert(string name) => TestNotifier.Firing(("alertname", name));

    private static PostedAlert Ended(string name, TestNotifier notifier) => Alert(name) with { EndsAt = notifier.Clock.GetUtcNow() };

    private static PostedAlert In(string name, string severity, string zone) =>
        new() { Labels = LabelSet.Create(("alertname", name), ("severity", severity), ("zone", zone)) };
}
