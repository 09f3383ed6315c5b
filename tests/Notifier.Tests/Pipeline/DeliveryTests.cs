using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Pipeline;

public sealed class DeliveryTests
{
    private const string TwoIntegrations = """
        route: {receiver: good, group_by: [], group_wait: 1s, group_interval: 30s, routes: [{receiver: bad, continue: true}, {receiver: good}]}
        receivers: [{name: good, webhook_configs: [{url: "http://localhost/"}]}, {name: bad, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    private static readonly DeliveryResult Busy = new(DeliveryOutcome.Retry, FailureReason.ServerError, "503 busy");

    [Fact]
    public async Task A_failing_receiver_is_tried_again_within_the_flush_and_delays_nobody_else()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(TwoIntegrations);
        int failures = 0;
        notifier.Outbox.Answer = receiver => receiver == "bad" && failures++ < 3 ? Busy : null;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        for (int i = 0; i < 20 && notifier.Outbox.All.Count < 2; i++)
        {
            notifier.Clock.Advance(TimeSpan.FromSeconds(1));
            if (i == 0) SpinWait.SpinUntil(() => notifier.Outbox.To("good").Count == 1 && failures == 1, TimeSpan.FromSeconds(10));
            else SpinWait.SpinUntil(() => notifier.Outbox.All.Count == 2, TimeSpan.FromMilliseconds(50));
        }
        Assert.Single(notifier.Outbox.To("good"));
        Assert.Single(notifier.Outbox.To("bad"));
        await notifier.SettleAsync();
        HistoryPage<Delivery> bad = await notifier.History.DeliveriesAsync(new HistoryQuery { Receiver = "bad" }, CancellationToken.None);
        Delivery delivery = Assert.Single(bad.Items);
        Assert.Equal((DeliveryState.Delivered, 4), (delivery.State, delivery.AttemptCount));
        Assert.Equal("503 busy", delivery.Attempts[0].Detail);
    }

    [Fact]
    public async Task A_refused_message_is_not_tried_again_before_the_next_flush()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(TwoIntegrations);
        int attempts = 0;
        notifier.Outbox.Answer = receiver => receiver == "bad" ? new(DeliveryOutcome.Rejected, FailureReason.ClientError, $"400 no ({++attempts})") : null;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(30);
        Assert.Equal(1, attempts);
        await notifier.AdvanceAsync(2);
        Assert.Equal(2, attempts);
        Assert.Single(notifier.Outbox.To("good"));
        HistoryPage<Delivery> rejected = await notifier.History.DeliveriesAsync(new HistoryQuery { State = DeliveryState.Rejected }, CancellationToken.None);
        Assert.Equal(["400 no (2)", "400 no (1)"], rejected.Items.Select(delivery => delivery.Error));
    }

    [Fact]
    public async Task A_failed_end_is_told_at_the_next_flush()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(TwoIntegrations);
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(2);
        notifier.Outbox.Take();
        notifier.Outbox.Answer = receiver => receiver == "bad" ? new(DeliveryOutcome.Rejected, FailureReason.ClientError, "400 no") : null;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")) with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.AdvanceAsync(30);
        Assert.Equal(["good"], notifier.Outbox.Take().Select(sent => sent.Receiver));
        notifier.Outbox.Answer = _ => null;
        await notifier.AdvanceAsync(30);
        Assert.Equal(["bad"], notifier.Outbox.Take().Select(sent => sent.Receiver));
    }

    [Fact]
    public async Task A_flush_stores_what_each_stage_dropped_and_why()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync("""
            route: {receiver: team, group_by: [], group_wait: 1s}
            receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
            inhibit_rules: [{name: big, source_matchers: ['alertname=source'], target_matchers: ['alertname=target']}]
            """);
        SilenceResult silence = await notifier.Silences.SetAsync(
            new SilenceRequest { Matchers = [new Matcher("alertname", MatchOperator.Equal, "quiet")], EndsAt = TestNotifier.Start.AddHours(1) }, CancellationToken.None);
        await notifier.PostAsync([.. new[] { "source", "target", "quiet", "loud" }.Select(name => TestNotifier.Firing(("alertname", name)))]);
        await notifier.AdvanceAsync(2);
        Assert.Equal("loud source", Assert.Single(notifier.Outbox.All).Alerts);
        HistoryPage<FlushDecision> page = await notifier.History.DecisionsAsync(new HistoryQuery { Fingerprint = Id("quiet") }, CancellationToken.None);
        FlushDecision decision = Assert.Single(page.Items);
        Assert.Equal(["inhibit", "silence"], decision.Stages.Select(stage => stage.Stage));
        Assert.Equal("inhibited by rule big", decision.Stages[0].Dropped[0].Why);
        Assert.Equal([silence.Id.ToString()], decision.Stages[1].Dropped[0].By);
        IntegrationVerdict verdict = Assert.Single(decision.Integrations);
        Delivery? delivery = await notifier.History.DeliveryAsync(verdict.DeliveryId!.Value, CancellationToken.None);
        Assert.Equal("loud source", delivery!.Message!.Parts[0].Text);
        Assert.Equal([verdict.DeliveryId.Value], (await notifier.History.DeliveriesAsync(new HistoryQuery { Fingerprint = Id("loud") }, CancellationToken.None)).Items.Select(item => item.Id));
        Assert.Empty((await notifier.History.DeliveriesAsync(new HistoryQuery { Fingerprint = Id("quiet") }, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Muted_hours_hold_everything_back_until_they_are_over()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync("""
            route: {receiver: team, group_wait: 1s, group_interval: 10s, routes: [{mute_time_intervals: [early], group_by: []}]}
            receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
            time_intervals: [{name: early, time_intervals: [{times: [{start_time: "09:00", end_time: "10:01"}]}]}]
            """);
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(55);
        Assert.Empty(notifier.Outbox.All);
        GroupView group = Assert.Single(notifier.State.Groups());
        Assert.Equal(["early"], group.MutedBy);
        Assert.Equal(AlertState.Suppressed, group.Alerts[0].Status.State);
        await notifier.AdvanceAsync(10);
        Assert.Equal(TestNotifier.Start.AddSeconds(61), Assert.Single(notifier.Outbox.All).At);
    }

    [Fact]
    public async Task What_a_receiver_kept_is_given_back_within_an_incident_and_not_to_the_next()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(TwoIntegrations);
        notifier.Outbox.Answer = _ => DeliveryResult.Delivered("ok") with { ReceiverData = new Dictionary<string, string> { ["ts"] = "1" } };
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(2);
        notifier.Outbox.Answer = _ => null;
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "b")));
        await notifier.AdvanceAsync(30);
        await notifier.PostAsync([.. new[] { "a", "b" }.Select(name => TestNotifier.Firing(("alertname", name)) with { EndsAt = notifier.Clock.GetUtcNow() })]);
        await notifier.AdvanceAsync(30);
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(2);
        Assert.Equal([0, 1, 1, 0], notifier.Outbox.To("good").Select(sent => sent.Notification.ReceiverData.Count));
    }

    [Fact]
    public void Waits_between_attempts_grow_by_half_up_to_a_minute_and_respect_what_was_asked()
    {
        var policy = new RetryPolicy(new Middle());
        Assert.Equal([500, 750, 1125], Enumerable.Range(1, 3).Select(attempt => policy.Delay(attempt, null).TotalMilliseconds));
        Assert.Equal(60, policy.Delay(1000, null).TotalSeconds);
        Assert.Equal(90, policy.Delay(1, TimeSpan.FromSeconds(90)).TotalSeconds);
    }

    private static ulong Id(string name) => LabelSet.Create(("alertname", name)).Fingerprint();

    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
