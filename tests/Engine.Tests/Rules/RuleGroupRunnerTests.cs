using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;
using Tocsin.Model.Samples;
using static Tocsin.Engine.Tests.GivenQuery;
using static Tocsin.Engine.Tests.Rules.RunningGroup;

namespace Tocsin.Engine.Tests.Rules;

public sealed class RuleGroupRunnerTests : IDisposable
{
    private readonly RunningGroup _group = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _group.Dispose();

    [Fact]
    public async Task A_recording_rule_writes_its_result_under_its_name_with_its_labels()
    {
        _group.Query.Gives("x", Sample(3, ("__name__", "x"), ("job", "a"), ("env", "dev"), ("drop", "me")));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("job:x", "x", ("env", "prod"))));
        await runner.EvaluateAsync(1000, Stop);
        Assert.Equal([(1000L, 3.0)], _group.Samples.Of(("__name__", "job:x"), ("job", "a"), ("env", "prod"), ("drop", "me")));
        Assert.Equal(RuleHealth.Ok, runner.Rules[0].State.Health);
    }

    [Fact]
    public async Task A_label_that_the_rule_gives_no_value_is_taken_away()
    {
        _group.Query.Gives("x", Sample(3, ("job", "a"), ("zone", "1")));
        RuleModel rule = Record("r", "x") with { RemovedLabels = ["zone"] };
        await using RuleGroupRunner runner = _group.Runner(Group(rule, Alert("A", "x") with { RemovedLabels = ["zone"] }));
        await runner.EvaluateAsync(1000, Stop);
        Assert.Single(_group.Samples.Of(("__name__", "r"), ("job", "a")));
        Assert.Single(_group.Samples.Of(("__name__", "ALERTS"), ("alertname", "A"), ("alertstate", "firing"), ("job", "a")));
        Assert.NotEqual(rule, Record("r", "x"));
    }

    [Fact]
    public async Task A_series_that_vanishes_ends_with_a_staleness_marker_once()
    {
        _group.Query.Gives("x", Sample(1, ("a", "1")), Sample(2, ("a", "2")));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("r", "x")));
        await runner.EvaluateAsync(1000, Stop);
        _group.Query.Gives("x", Sample(1, ("a", "1")));
        await runner.EvaluateAsync(2000, Stop);
        await runner.EvaluateAsync(3000, Stop);
        var gone = _group.Samples.Of(("__name__", "r"), ("a", "2"));
        Assert.Equal([1000, 2000], gone.Select(sample => sample.Time));
        Assert.True(StaleMarker.Is(gone[1].Value));
        Assert.Equal(3, _group.Samples.Of(("__name__", "r"), ("a", "1")).Count);
    }

    [Fact]
    public async Task The_query_offset_moves_the_query_the_samples_and_the_markers()
    {
        _group.Query.Gives("x", Sample(1));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("r", "x")) with { QueryOffset = TimeSpan.FromSeconds(60) });
        await runner.EvaluateAsync(100_000, Stop);
        _group.Query.Gives("x");
        await runner.EvaluateAsync(115_000, Stop);
        Assert.Equal([("x", 40_000L), ("x", 55_000L)], _group.Query.Asked);
        Assert.Equal([40_000L, 55_000L], _group.Samples.Of(("__name__", "r")).Select(sample => sample.Time));
        Assert.Equal(115_000, runner.Rules[0].State.LastEvaluation);
    }

    [Fact]
    public async Task One_broken_rule_never_stops_its_neighbours()
    {
        _group.Query.Throws("broken", new InvalidOperationException("boom"));
        _group.Query.Fails("wrong", "found duplicate series");
        _group.Query.Gives("good", Sample(1));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("a", "broken"), Record("b", "wrong"), Record("c", "good")));
        await runner.EvaluateAsync(1000, Stop);
        Assert.Equal(
            [(RuleHealth.Err, "boom"), (RuleHealth.Err, "found duplicate series"), (RuleHealth.Ok, "")],
            runner.Rules.Select(slot => (slot.State.Health, slot.State.LastError)));
        Assert.Single(_group.Samples.Of(("__name__", "c")));
        Assert.Equal(2, _group.Meters.Total("prometheus_rule_evaluation_failures_total"));
        Assert.Equal(3, _group.Meters.Total("prometheus_rule_evaluations_total"));
    }

    [Fact]
    public async Task A_full_disk_is_an_error_of_the_rule_and_what_vanishes_meanwhile_is_still_marked()
    {
        _group.Query.Gives("x", Sample(1));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("r", "x")));
        await runner.EvaluateAsync(1000, Stop);
        _group.Samples.Full = true;
        _group.Query.Gives("x");
        await runner.EvaluateAsync(2000, Stop);
        Assert.Equal("no space left on device", runner.Rules[0].State.LastError);
        _group.Samples.Full = false;
        await runner.EvaluateAsync(3000, Stop);
        Assert.Equal([1000L, 3000L], _group.Samples.Of(("__name__", "r")).Select(sample => sample.Time));
    }

    [Theory]
    [InlineData(0, "Ok", "")]
    [InlineData(1, "Err", "exceeded limit of 1 with 2 series")]
    public async Task A_limit_refuses_the_whole_result(int limit, string health, string error)
    {
        _group.Query.Gives("x", Sample(1, ("a", "1")), Sample(2, ("a", "2")));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("r", "x")) with { Limit = limit });
        await runner.EvaluateAsync(1000, Stop);
        Assert.Equal((health, error), (runner.Rules[0].State.Health.ToString(), runner.Rules[0].State.LastError));
        Assert.Equal(limit == 0 ? 1 : 0, _group.Samples.Of(("__name__", "r"), ("a", "1")).Count);
    }

    [Fact]
    public async Task Labels_that_make_two_results_one_are_an_error()
    {
        _group.Query.Gives("x", Sample(1, ("a", "1")), Sample(2, ("a", "2")));
        await using RuleGroupRunner runner = _group.Runner(Group(Record("r", "x", ("a", "same")), Alert("A", "x", ("a", "same"))));
        await runner.EvaluateAsync(1000, Stop);
        Assert.Equal(
            ["vector contains metrics with the same labelset after applying rule labels", "vector contains metrics with the same labelset after applying alert labels"],
            runner.Rules.Select(slot => slot.State.LastError));
    }

    [Fact]
    public async Task Alerts_are_written_as_series_that_follow_their_state()
    {
        _group.Query.Gives("x", Sample(1, ("__name__", "up"), ("instance", "a")));
        await using RuleGroupRunner runner = _group.Runner(Group(Alert("Down", "x", ("severity", "page")) with { For = TimeSpan.FromSeconds(15) }));
        await runner.EvaluateAsync(1_000_500, Stop);
        await runner.EvaluateAsync(1_015_500, Stop);
        _group.Query.Gives("x");
        await runner.EvaluateAsync(1_030_500, Stop);
        var pending = _group.Samples.Of(("__name__", "ALERTS"), ("alertname", "Down"), ("alertstate", "pending"), ("instance", "a"), ("severity", "page"));
        Assert.Equal([1_000_500L, 1_015_500L], pending.Select(sample => sample.Time));
        Assert.True(StaleMarker.Is(pending[1].Value));
        var firing = _group.Samples.Of(("__name__", "ALERTS"), ("alertname", "Down"), ("alertstate", "firing"), ("instance", "a"), ("severity", "page"));
        Assert.Equal([1_015_500L, 1_030_500L], firing.Select(sample => sample.Time));
        Assert.True(StaleMarker.Is(firing[1].Value));
        var since = _group.Samples.Of(("__name__", "ALERTS_FOR_STATE"), ("alertname", "Down"), ("instance", "a"), ("severity", "page"));
        Assert.Equal([1000.0, 1000.0], since.Take(2).Select(sample => sample.Value));
    }

    [Fact]
    public async Task An_alert_limit_clears_all_alerts_of_the_rule()
    {
        _group.Query.Gives("x", Sample(1, ("a", "1")));
        await using RuleGroupRunner runner = _group.Runner(Group(Alert("A", "x")) with { Limit = 1 });
        await runner.EvaluateAsync(1000, Stop);
        Assert.Single(((AlertingRule)runner.Rules[0].Rule).Alerts);
        _group.Query.Gives("x", Sample(1, ("a", "1")), Sample(1, ("a", "2")));
        await runner.EvaluateAsync(2000, Stop);
        Assert.Empty(((AlertingRule)runner.Rules[0].Rule).Alerts);
        Assert.Equal("exceeded limit of 1 with 2 alerts", runner.Rules[0].State.LastError);
    }

    [Fact]
    public async Task The_loop_evaluates_at_slots_and_counts_what_it_missed()
    {
        RuleGroupModel model = Group(Record("r", "x"));
        var schedule = new GroupSchedule(model.Key, model.Interval);
        await using RuleGroupRunner runner = _group.Runner(model);
        long first = schedule.NextAfter(_group.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        runner.Start();
        await _group.Clock.TimerSetAsync(Stop);
        _group.Clock.Advance(TimeSpan.FromMilliseconds(first - _group.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        // The next timer is set when the evaluation is over.
        await _group.Clock.TimerSetAsync(Stop);
        _group.Clock.Advance(TimeSpan.FromSeconds(50));
        await _group.Clock.TimerSetAsync(Stop);
        Assert.Equal([first, first + 45_000], _group.Listener.Evaluated.Select(tick => tick.Slot));
        Assert.Equal(2, _group.Meters.Total("prometheus_rule_group_iterations_missed_total"));
    }
}
