using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Rules;
using Tocsin.Engine.Tests.Persistence;
using static Tocsin.Engine.Tests.GivenQuery;
using static Tocsin.Engine.Tests.Rules.RunningGroup;

namespace Tocsin.Engine.Tests.Alerting;

public sealed class AlertDispatcherTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly TestDatabase _database = new();
    private readonly GivenQuery _query = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000));
    private readonly RuleGroupModel _group = Group(Alert("Down", "up == 0", ("severity", "page")) with { For = TimeSpan.FromSeconds(30), KeepFiringFor = TimeSpan.FromSeconds(60) });

    public AlertDispatcherTests() => _query.Gives("up == 0", Sample(0, ("instance", "a")));

    public void Dispose() => _database.Dispose();

    private AlertingProcess Start(TimeSpan? settle = null) => new(_database, _query, _clock, _group, settle);

    [Fact]
    public async Task A_firing_alert_is_told_with_the_times_and_the_link_of_upstream()
    {
        await using AlertingProcess engine = Start();
        await engine.EvaluateAsync(Tick);
        await engine.EvaluateAsync(Tick);
        Assert.Empty(engine.Told.All);
        await engine.EvaluateAsync(Tick);
        OutgoingAlert told = Assert.Single(engine.Told.All);
        Assert.Equal(_clock.GetUtcNow(), told.StartsAt);
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(4), told.EndsAt);
        Assert.Equal("http://tocsin.example/pfx/graph?g0.expr=up+%3D%3D+0&g0.tab=1", told.GeneratorUrl);
        Assert.Equal("{alertname=\"Down\", instance=\"a\", severity=\"page\"}", told.Labels.ToString());
    }

    [Fact]
    public async Task It_is_told_again_only_after_the_resend_delay_and_once_more_when_it_resolves()
    {
        await using AlertingProcess engine = Start();
        for (int i = 0; i < 3; i++) await engine.EvaluateAsync(Tick);
        for (int i = 0; i < 4; i++) await engine.EvaluateAsync(Tick);
        Assert.Single(engine.Told.All);
        await engine.EvaluateAsync(Tick);
        Assert.Equal(2, engine.Told.All.Count);
        _query.Gives("up == 0");
        for (int i = 0; i < 6; i++) await engine.EvaluateAsync(Tick);
        OutgoingAlert resolved = engine.Told.All[^1];
        Assert.Equal(AlertState.Inactive, engine.Alert.State);
        Assert.Equal(engine.Alert.ResolvedAt, resolved.EndsAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Pending_since_survives_a_restart_exactly()
    {
        await using (AlertingProcess first = Start())
        {
            await first.EvaluateAsync(Tick);
        }
        long since = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using AlertingProcess second = Start();
        await second.EvaluateAsync(Tick);
        Assert.Equal((AlertState.Pending, since), (second.Alert.State, second.Alert.ActiveAt));
        await second.EvaluateAsync(Tick);
        Assert.Equal((AlertState.Firing, since + 30_000), (second.Alert.State, second.Alert.FiredAt));
    }

    [Fact]
    public async Task A_firing_alert_stays_firing_over_a_restart_and_is_not_told_twice()
    {
        await using (AlertingProcess first = Start())
        {
            for (int i = 0; i < 3; i++) await first.EvaluateAsync(Tick);
            Assert.Single(first.Told.All);
        }
        await using AlertingProcess second = Start();
        await second.EvaluateAsync(Tick);
        Assert.Equal(AlertState.Firing, second.Alert.State);
        Assert.Empty(second.Told.All);
        for (int i = 0; i < 4; i++) await second.EvaluateAsync(Tick);
        Assert.Equal(second.Alert.FiredAt, Assert.Single(second.Told.All).StartsAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Keep_firing_for_goes_on_over_a_restart()
    {
        await using (AlertingProcess first = Start())
        {
            for (int i = 0; i < 3; i++) await first.EvaluateAsync(Tick);
            _query.Gives("up == 0");
            await first.EvaluateAsync(Tick);
        }
        await using AlertingProcess second = Start();
        for (int i = 0; i < 3; i++) await second.EvaluateAsync(Tick);
        Assert.Equal(AlertState.Firing, second.Alert.State);
        await second.EvaluateAsync(Tick);
        Assert.Equal(AlertState.Inactive, second.Alert.State);
    }

    [Fact]
    public async Task A_restart_before_the_first_scrape_invents_no_resolve()
    {
        await using (AlertingProcess first = Start())
        {
            for (int i = 0; i < 3; i++) await first.EvaluateAsync(Tick);
        }
        _clock.Advance(TimeSpan.FromHours(1));
        _query.Gives("up == 0");
        await using AlertingProcess second = Start(settle: TimeSpan.FromSeconds(20));
        await second.EvaluateAsync(Tick);
        Assert.Equal((AlertState.Firing, 0L), (second.Alert.State, second.Alert.KeepFiringSince));
        Assert.True(Assert.Single(second.Told.All).EndsAt > _clock.GetUtcNow());
        _query.Gives("up == 0", Sample(0, ("instance", "a")));
        await second.EvaluateAsync(Tick);
        Assert.Equal(AlertState.Firing, second.Alert.State);
    }

    [Fact]
    public async Task An_evaluation_that_changes_nothing_writes_nothing()
    {
        await using AlertingProcess engine = Start();
        for (int i = 0; i < 3; i++) await engine.EvaluateAsync(Tick);
        int before = _database.Opened;
        for (int i = 0; i < 10; i++)
        {
            _query.Gives("up == 0", Sample(i, ("instance", "a")));
            await engine.EvaluateAsync(Tick);
        }
        Assert.Equal(before, _database.Opened);
        Assert.True(engine.Told.All.Count >= 2);
    }

    [Fact]
    public async Task State_is_stored_before_the_alert_is_told()
    {
        await using AlertingProcess engine = Start();
        for (int i = 0; i < 3; i++) await engine.EvaluateAsync(Tick);
        AlertStateRow row = Assert.Single(_database.States());
        Assert.Equal(((int)AlertState.Firing, engine.Alert.FiredAt, engine.Alert.FiredAt), (row.State, row.FiredAt, row.LastSentAt));
    }

    [Fact]
    public async Task Without_the_database_rules_go_on_and_what_changed_is_written_when_it_is_back()
    {
        await using AlertingProcess engine = Start();
        await engine.EvaluateAsync(Tick);
        _database.Away = true;
        await engine.EvaluateAsync(Tick);
        await engine.EvaluateAsync(Tick);
        Assert.Single(engine.Told.All);
        Assert.Equal(1, engine.States.Waiting);
        Assert.True(engine.States.IsAway);
        _database.Away = false;
        await engine.EvaluateAsync(Tick);
        Assert.True(await engine.States.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)AlertState.Firing, Assert.Single(_database.States()).State);
    }

    [Fact]
    public async Task A_database_that_comes_back_late_after_a_start_gives_the_old_times_back()
    {
        await using (AlertingProcess first = Start())
        {
            await first.EvaluateAsync(Tick);
        }
        long since = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _database.Away = true;
        await using AlertingProcess second = Start();
        await second.EvaluateAsync(Tick);
        Assert.NotEqual(since, second.Alert.ActiveAt);
        _database.Away = false;
        await second.EvaluateAsync(Tick);
        Assert.Equal((AlertState.Firing, since), (second.Alert.State, second.Alert.ActiveAt));
        Assert.Equal(since, Assert.Single(_database.States()).ActiveAt);
    }

    [Fact]
    public async Task The_history_holds_every_transition()
    {
        await using AlertingProcess engine = Start();
        for (int i = 0; i < 3; i++) await engine.EvaluateAsync(Tick);
        _query.Gives("up == 0");
        for (int i = 0; i < 6; i++) await engine.EvaluateAsync(Tick);
        await engine.History.FlushAsync(TestContext.Current.CancellationToken);
        await engine.History.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(0, 1, "Appeared"), (1, 2, "HeldLongEnough"), (2, 0, "Gone")], _database.Events().Select(row => (row.FromState, row.ToState, row.Reason)));
        _clock.Advance(TimeSpan.FromDays(2));
        await engine.History.PruneAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_database.Events());
    }

    [Fact]
    public async Task Stored_state_of_rules_and_groups_that_are_gone_is_removed()
    {
        await using (AlertingProcess first = Start())
        {
            await first.EvaluateAsync(Tick);
        }
        await using (AlertingProcess renamed = new(_database, _query, _clock, Group(Alert("Other", "nothing"))))
        {
            await renamed.EvaluateAsync(Tick);
            Assert.Empty(_database.States());
        }
        await using AlertingProcess again = Start();
        await again.EvaluateAsync(Tick);
        Assert.Single(_database.States());
        await again.Dispatcher.ConfiguredAsync([], TestContext.Current.CancellationToken);
        Assert.Empty(_database.States());
    }

    [Fact]
    public async Task Rules_of_equal_name_and_labels_keep_their_alerts_apart()
    {
        RuleGroupModel twins = Group(Alert("A", "x"), Alert("A", "y"));
        _query.Gives("x", Sample(1, ("a", "1")));
        _query.Gives("y", Sample(2, ("a", "1")));
        await using (AlertingProcess first = new(_database, _query, _clock, twins)) await first.EvaluateAsync(Tick);
        await using AlertingProcess second = new(_database, _query, _clock, twins);
        await second.EvaluateAsync(Tick);
        Assert.Equal(2, _database.States().Count);
        Assert.All(second.Runner.Rules, slot => Assert.Single(((AlertingRule)slot.Rule).Alerts));
        Assert.Empty(second.Told.All);
    }
}
