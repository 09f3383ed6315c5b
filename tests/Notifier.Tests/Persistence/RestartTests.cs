using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

public sealed class RestartTests
{
    private const string Config = """
        global: {resolve_timeout: 60s}
        route: {receiver: team, group_by: [], group_wait: 10s, group_interval: 20s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Fact]
    public async Task Nothing_is_repeated_after_a_restart()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(11);
        notifier.Outbox.Take();
        await notifier.RestartAsync();
        await notifier.AdvanceAsync(45);
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(10);
        Assert.Empty(notifier.Outbox.All);
        Assert.Single(notifier.State.Groups());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timers_go_on_where_they_were(bool crash)
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(4);
        await (crash ? notifier.CrashAsync(TimeSpan.FromSeconds(3)) : notifier.RestartAsync(TimeSpan.FromSeconds(3)));
        await notifier.AdvanceAsync(2);
        Assert.Empty(notifier.Outbox.All);
        await notifier.AdvanceAsync(1);
        Assert.Equal(TestNotifier.Start.AddSeconds(10), Assert.Single(notifier.Outbox.Take()).At);

        await notifier.PostAsync(Alert("b"));
        await (crash ? notifier.CrashAsync() : notifier.RestartAsync());
        await notifier.AdvanceAsync(19);
        Assert.Empty(notifier.Outbox.All);
        await notifier.AdvanceAsync(1);
        Assert.Equal(("a b", TestNotifier.Start.AddSeconds(30)), (notifier.Outbox.All[0].Alerts, notifier.Outbox.All[0].At));
    }

    [Fact]
    public async Task What_fired_stays_firing_after_a_long_downtime_until_its_source_had_time_to_speak()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        notifier.Outbox.Take();
        await notifier.RestartAsync(TimeSpan.FromHours(3) / 6);
        Assert.Equal(2, notifier.State.Alerts().Count);
        await notifier.AdvanceAsync(30);
        await notifier.PostAsync(Alert("a") with { EndsAt = notifier.Clock.GetUtcNow().AddSeconds(80) });
        Assert.Empty(notifier.Outbox.All);

        await notifier.AdvanceAsync(35);
        await notifier.AdvanceAsync(16);
        Assert.Equal("a -b", Assert.Single(notifier.Outbox.Take()).Alerts);
    }

    [Fact]
    public async Task An_end_that_came_before_the_restart_is_told_after_it()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(11);
        notifier.Outbox.Take();
        await notifier.PostAsync(Alert("a") with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.CrashAsync(TimeSpan.FromMinutes(10));
        await notifier.AdvanceAsync(1);
        Sent end = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("-a", Deduplication.AllResolved), (end.Alerts, end.Reason));
    }

    [Fact]
    public async Task An_end_that_was_told_is_not_told_again_and_its_alert_does_not_come_back()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        await notifier.PostAsync(Alert("a") with { EndsAt = notifier.Clock.GetUtcNow() });
        await notifier.AdvanceAsync(20);
        Assert.Equal(["a b", "-a b"], notifier.Outbox.Take().Select(sent => sent.Alerts));
        await notifier.CrashAsync();
        await notifier.PostAsync(Alert("c"));
        await notifier.AdvanceAsync(20);
        Assert.Equal("b c", Assert.Single(notifier.Outbox.Take()).Alerts);
    }

    [Fact]
    public async Task A_send_cut_between_intent_and_record_is_sent_once_more()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Outbox.Hold = new TaskCompletionSource();
        await notifier.PostAsync(Alert("a"));
        notifier.Clock.Advance(TimeSpan.FromSeconds(10));
        await WaitAsync(() => notifier.Outbox.All.Count == 1);
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(1);
        Assert.Equal(2, notifier.Outbox.Take().Count);
        HistoryPage<Delivery> deliveries = await notifier.History.DeliveriesAsync(new HistoryQuery(), CancellationToken.None);
        Assert.Equal([DeliveryState.Interrupted, DeliveryState.Delivered], deliveries.Items.Select(delivery => delivery.State).Order().Reverse());

        await notifier.CrashAsync();
        await notifier.AdvanceAsync(60);
        Assert.Empty(notifier.Outbox.All);
    }

    [Theory]
    [InlineData(Ending.Crash)]
    [InlineData(Ending.CrashWithoutDatabase)]
    [InlineData(Ending.Stop)]
    [InlineData(Ending.LostLease)]
    public async Task What_may_have_been_told_is_closed_when_it_ended_before_the_restart(Ending ending)
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await CutAsync(notifier, ending, Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(21);
        Sent end = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("-a -b", Deduplication.AllResolved), (end.Alerts, end.Reason));
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(60);
        Assert.Empty(notifier.Outbox.All);
    }

    [Fact]
    public async Task An_incident_cut_after_another_was_closed_is_closed_too()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(11);
        await notifier.PostAsync(Ended(notifier, "a"));
        await notifier.AdvanceAsync(20);
        Assert.Equal(["a b", "-a b"], notifier.Outbox.Take().Select(sent => sent.Alerts));
        await CutAsync(notifier, Ending.Crash, Alert("a"));
        await notifier.AdvanceAsync(21);
        Sent end = Assert.Single(notifier.Outbox.Take());
        Assert.Equal(("-a b", Deduplication.SomeResolved), (end.Alerts, end.Reason));
    }

    [Fact]
    public async Task What_may_have_been_told_and_ends_while_it_is_silenced_is_closed_where_that_is_asked_for()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config.Replace("{name: team,", "{name: team, close_opened: true,", StringComparison.Ordinal));
        await HoldAsync(notifier, Alert("a"));
        await notifier.Silences.SetAsync(Silence(notifier, "a"), CancellationToken.None);
        await notifier.PostAsync(Ended(notifier, "a"));
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(21);
        Assert.Equal("-a", Assert.Single(notifier.Outbox.Take()).Alerts);
    }

    [Fact]
    public async Task The_end_of_what_may_have_been_told_is_kept_from_who_wants_no_ends_and_the_next_incident_is_a_first_one()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config.Replace("http://localhost/\"", "http://localhost/\", send_resolved: false", StringComparison.Ordinal));
        await CutAsync(notifier, Ending.Crash, Alert("a"));
        await notifier.AdvanceAsync(21);
        Assert.Empty(notifier.Outbox.All);
        await notifier.PostAsync(Alert("a"));
        await notifier.AdvanceAsync(21);
        Assert.Equal(Deduplication.FirstNotification, Assert.Single(notifier.Outbox.Take()).Reason);
    }

    [Fact]
    public async Task Silences_outlive_a_crash_with_all_their_versions()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        Notifier.Muting.SilenceRequest request = Silence(notifier, "a|b") with { Comment = "first", Annotations = new Dictionary<string, string> { ["ticket"] = "42" } };
        Notifier.Muting.SilenceResult stored = await notifier.Silences.SetAsync(request, CancellationToken.None);
        await notifier.Silences.SetAsync(request with { Id = stored.Id, Comment = "second" }, CancellationToken.None);
        await notifier.CrashAsync();
        await notifier.PostAsync(Alert("a"), Alert("c"));
        await notifier.AdvanceAsync(11);
        Assert.Equal("c", Assert.Single(notifier.Outbox.Take()).Alerts);
        Assert.Equal("42", notifier.Silences.Find(stored.Id)!.Annotations["ticket"]);
        Assert.Equal(["first", "second"], (await notifier.Silences.VersionsAsync(stored.Id, CancellationToken.None)).Select(version => version.Comment));
    }

    /// <summary>How a life ends with a message in the air.</summary>
    public enum Ending
    {
        Crash,

        /// <summary>Nothing is in the database; the journal has it.</summary>
        CrashWithoutDatabase,
        Stop,

        /// <summary>Stopped when the groups are another's already: what that one writes must not be touched.</summary>
        LostLease,
    }

    /// <summary>The message is out, its result is not back, and all its alerts end before the life is over.</summary>
    private static async Task CutAsync(TestNotifier notifier, Ending ending, params PostedAlert[] alerts)
    {
        notifier.Database.Away = ending == Ending.CrashWithoutDatabase;
        await HoldAsync(notifier, alerts);
        await notifier.PostAsync([.. alerts.Select(alert => alert with { EndsAt = notifier.Clock.GetUtcNow() })]);
        notifier.Lease.IsHeld = ending != Ending.LostLease;
        if (ending is Ending.Stop or Ending.LostLease) await notifier.RestartAsync(hurried: true);
        notifier.Lease.IsHeld = true;
        if (ending != Ending.Stop) await notifier.CrashAsync();
    }

    private static async Task HoldAsync(TestNotifier notifier, params PostedAlert[] alerts)
    {
        notifier.Outbox.Hold = new TaskCompletionSource();
        await notifier.PostAsync(alerts);
        notifier.Clock.Advance(TimeSpan.FromSeconds(20));
        await WaitAsync(() => notifier.Outbox.All.Count == 1);
        notifier.Outbox.Take();
    }

    private static PostedAlert Ended(TestNotifier notifier, string name) => Alert(name) with { EndsAt = notifier.Clock.GetUtcNow() };

    private static Notifier.Muting.SilenceRequest Silence(TestNotifier notifier, string names) => new()
    {
        Matchers = [new("alertname", Model.Matchers.MatchOperator.Regex, names)],
        StartsAt = notifier.Clock.GetUtcNow(),
        EndsAt = notifier.Clock.GetUtcNow().AddHours(1),
        Comment = "x",
    };

    private static PostedAlert Alert(string name) => TestNotifier.Firing(("alertname", name));

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1000 && !condition(); i++) await Task.Yield();
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10)));
    }
}
