using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Intake;

public sealed class AlertIntakeTests
{
    private const string Config = """
        route: {receiver: team, group_wait: 10s, group_interval: 10s}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Fact]
    public async Task What_a_source_left_out_is_filled_in()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("open"), Alert("ended") with { EndsAt = TestNotifier.Start.AddMinutes(1) });
        AlertView open = notifier.State.Alerts().Single(view => view.Alert.Name == "open");
        Assert.Equal((TestNotifier.Start, TestNotifier.Start.AddMinutes(5), true), (open.Alert.StartsAt, open.Alert.EndsAt, open.Alert.Timeout));
        AlertView ended = notifier.State.Alerts().Single(view => view.Alert.Name == "ended");
        Assert.Equal((TestNotifier.Start.AddMinutes(1), false), (ended.Alert.StartsAt, ended.Alert.Timeout));
    }

    [Fact]
    public async Task Bad_alerts_are_reported_and_the_good_ones_beside_them_are_taken()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        IntakeResult result = await notifier.PostAsync(
            Alert("good"),
            new PostedAlert { Labels = LabelSet.Empty },
            Alert("backwards") with { StartsAt = TestNotifier.Start, EndsAt = TestNotifier.Start.AddMinutes(-1) },
            new PostedAlert { Labels = new LabelSetBuilder().Set("broken"u8, [0xFF, 0xFE]).Build() });
        Assert.Equal(1, result.Accepted);
        Assert.Equal([1, 2, 3], result.Rejections.Select(rejection => rejection.Position));
        Assert.Equal("at least one label pair required", result.Rejections[0].Error);
        Assert.Equal("start time must be before end time", result.Rejections[1].Error);
        Assert.StartsWith("invalid label set: invalid value", result.Rejections[2].Error, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(notifier.State.Alerts()).Alert.Name);
    }

    [Fact]
    public async Task A_resend_that_changes_nothing_does_not_touch_the_database()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a") with { EndsAt = TestNotifier.Start.AddMinutes(4), StartsAt = TestNotifier.Start });
        await notifier.AdvanceAsync(11);
        int before = notifier.Database.Opened;
        for (int i = 1; i <= 20; i++)
            Assert.True((await notifier.PostAsync(Alert("a") with { EndsAt = TestNotifier.Start.AddMinutes(4 + i * 0.5), StartsAt = TestNotifier.Start })).Durable);
        Assert.Equal(before, notifier.Database.Opened);
        Assert.Equal(TestNotifier.Start.AddMinutes(14), notifier.State.Alerts()[0].Alert.EndsAt);
    }

    [Fact]
    public async Task Every_transition_is_in_the_history_and_pages_follow_each_other()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(1);
        await notifier.PostAsync(Alert("a") with { Annotations = LabelSet.Create(("summary", "worse")) });
        await notifier.AdvanceAsync(1);
        await notifier.PostAsync(Alert("a") with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.AdvanceAsync(1);
        await notifier.PostAsync(Alert("a"));
        ulong fingerprint = Alert("a").Labels.Fingerprint();
        var query = new HistoryQuery { Fingerprint = fingerprint, Limit = 3 };
        HistoryPage<AlertEvent> newest = await notifier.History.AlertEventsAsync(query, CancellationToken.None);
        Assert.Equal([AlertEventKind.Fired, AlertEventKind.Resolved, AlertEventKind.Changed], newest.Items.Select(item => item.Kind));
        HistoryPage<AlertEvent> oldest = await notifier.History.AlertEventsAsync(query with { Cursor = newest.Next }, CancellationToken.None);
        Assert.Equal(AlertEventKind.Fired, Assert.Single(oldest.Items).Kind);
        Assert.Null(oldest.Next);
    }

    [Fact]
    public async Task Ended_alerts_are_forgotten_when_their_groups_are_done_with_them()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(11);
        await notifier.PostAsync(Alert("a") with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.AdvanceAsync(11);
        notifier.Clock.Advance(TimeSpan.FromMinutes(30));
        await notifier.SettleAsync();
        Assert.Equal(["a", "-a"], notifier.Outbox.All.Select(sent => sent.Alerts));
        await using NotifierDbContext context = notifier.Database.CreateDbContext();
        Assert.Empty(context.Set<AlertRow>());
        Assert.Empty(context.Set<GroupRow>());
    }

    [Fact]
    public void A_full_alertname_gives_way_only_where_the_alert_that_ends_first_has_ended()
    {
        var limit = new AlertNameLimit(2);
        DateTimeOffset now = TestNotifier.Start;
        var ends = new Dictionary<ulong, DateTimeOffset> { [1] = now.AddMinutes(1), [2] = now.AddMinutes(1) };
        bool Admits(ulong fingerprint) => limit.Admits(fingerprint, AlertValidator.FillIn(Alert("a"), now, TimeSpan.FromMinutes(5)), id => ends.TryGetValue(id, out var end) ? end : null, now);
        Assert.True(Admits(1));
        Assert.True(Admits(2));
        Assert.False(Admits(3));
        Assert.True(Admits(1));
        ends[1] = now;
        Assert.True(Admits(3));
        ends[3] = now.AddMinutes(1);
        Assert.False(Admits(1));
    }

    private static PostedAlert Alert(string name) => TestNotifier.Firing(("alertname", name));
}
