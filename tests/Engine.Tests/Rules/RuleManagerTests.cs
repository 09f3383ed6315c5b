using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;
using Tocsin.Model.Samples;
using static Tocsin.Engine.Tests.GivenQuery;
using static Tocsin.Engine.Tests.Rules.RunningGroup;

namespace Tocsin.Engine.Tests.Rules;

public sealed class RuleManagerTests : IDisposable
{
    private readonly RunningGroup _group = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _group.Dispose();

    [Fact]
    public async Task A_reload_leaves_equal_groups_running()
    {
        await using var manager = new RuleManager(_group.Parts);
        await manager.ApplyAsync([Group(Record("r", "x")), Group(Record("r", "x")) with { Key = new("rules.yml", "h") }], Stop);
        RuleGroupRunner kept = manager.Groups[0], changed = manager.Groups[1];
        await manager.ApplyAsync([Group(Record("r", "x")), Group(Record("r", "y")) with { Key = new("rules.yml", "h") }], Stop);
        Assert.Same(kept, manager.Groups[0]);
        Assert.NotSame(changed, manager.Groups[1]);
    }

    [Fact]
    public async Task A_changed_group_keeps_the_alerts_of_rules_with_the_same_name_and_labels()
    {
        _group.Query.Gives("x", Sample(1, ("a", "1")));
        await using var manager = new RuleManager(_group.Parts);
        await manager.ApplyAsync([Group(Alert("A", "x") with { For = TimeSpan.FromHours(1) }, Alert("B", "x"))], Stop);
        await manager.Groups[0].EvaluateAsync(1000, Stop);
        await manager.ApplyAsync([Group(Alert("B", "x", ("new", "label")), Alert("A", "x") with { For = TimeSpan.FromHours(2) })], Stop);
        var rules = manager.Groups[0].Rules.Select(slot => (AlertingRule)slot.Rule).ToList();
        Assert.Empty(rules[0].Alerts);
        Assert.Equal(1000, Assert.Single(rules[1].Alerts).ActiveAt);
        Assert.Equal(RuleHealth.Ok, manager.Groups[0].Rules[1].State.Health);
    }

    [Fact]
    public async Task Series_of_a_rule_that_left_its_group_end_with_the_next_evaluation()
    {
        _group.Query.Gives("x", Sample(1));
        await using var manager = new RuleManager(_group.Parts);
        await manager.ApplyAsync([Group(Record("old", "x"), Record("kept", "x"))], Stop);
        await manager.Groups[0].EvaluateAsync(1000, Stop);
        await manager.ApplyAsync([Group(Record("kept", "x"))], Stop);
        await manager.Groups[0].EvaluateAsync(2000, Stop);
        Assert.True(StaleMarker.Is(_group.Samples.Of(("__name__", "old"))[^1].Value));
        Assert.Equal(1.0, _group.Samples.Of(("__name__", "kept"))[^1].Value);
    }

    [Fact]
    public async Task Series_of_a_removed_group_end_two_intervals_later()
    {
        _group.Query.Gives("x", Sample(1));
        await using var manager = new RuleManager(_group.Parts);
        await manager.ApplyAsync([Group(Record("old", "x"))], Stop);
        await manager.Groups[0].EvaluateAsync(_group.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Stop);
        await manager.ApplyAsync([], Stop);
        _group.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Single(_group.Samples.Of(("__name__", "old")));
        _group.Clock.Advance(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 1000 && _group.Samples.Of(("__name__", "old")).Count < 2; i++) await Task.Yield();
        Assert.True(StaleMarker.Is(_group.Samples.Of(("__name__", "old"))[^1].Value));
    }
}
