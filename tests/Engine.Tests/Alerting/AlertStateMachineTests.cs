using Tocsin.Engine.Alerting;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Alerting;

public sealed class AlertStateMachineTests
{
    private static readonly LabelSet Labels = LabelSet.Create(("alertname", "Down"), ("instance", "a"));

    /// <summary>One letter an evaluation: x the expression gives the alert, . it does not; below it the state after it.</summary>
    [Theory]
    [InlineData(0, 0, "x x .", "F F I")]
    [InlineData(3, 0, "x x x x .", "P P P F I")]
    [InlineData(3, 0, "x x . x x x x", "P P - P P P F")]
    [InlineData(1, 2, "x x . . . .", "P F F F I I")]
    [InlineData(1, 2, "x x . x . . .", "P F F F F F I")]
    [InlineData(3, 2, "x x . .", "P P - -")]
    [InlineData(0, 0, "x . x", "F I F")]
    public void States_follow_for_and_keep_firing_for(int holdMinutes, int keepMinutes, string seen, string states)
    {
        var machine = new AlertStateMachine(holdMinutes * 60_000L, keepMinutes * 60_000L);
        string[] steps = seen.Split(' '), expected = states.Split(' ');
        for (int i = 0; i < steps.Length; i++)
        {
            Step(machine, i * 60_000L, steps[i] == "x");
            ActiveAlert? alert = machine.Alerts.SingleOrDefault();
            Assert.Equal(expected[i], alert is null ? "-" : alert.State.ToString()[..1]);
        }
    }

    [Fact]
    public void It_fires_exactly_when_for_is_over_and_keeps_both_times()
    {
        var machine = new AlertStateMachine(300_000, 0);
        Step(machine, 1_000, true);
        Step(machine, 300_999, true);
        Assert.Equal(AlertState.Pending, machine.Alerts.Single().State);
        Step(machine, 301_000, true);
        ActiveAlert alert = machine.Alerts.Single();
        Assert.Equal((AlertState.Firing, 1_000L, 301_000L), (alert.State, alert.ActiveAt, alert.FiredAt));
    }

    [Fact]
    public void Value_and_annotations_are_those_of_the_last_evaluation()
    {
        var machine = new AlertStateMachine(60_000, 0);
        machine.Evaluate(0, [new(Labels, LabelSet.Create(("s", "1")), 1)], []);
        machine.Evaluate(60_000, [new(Labels, LabelSet.Create(("s", "2")), 2)], []);
        ActiveAlert alert = machine.Alerts.Single();
        Assert.Equal((2.0, "2", 0L), (alert.Value, alert.Annotations.Get("s"), alert.ActiveAt));
    }

    [Fact]
    public void A_resolved_alert_is_kept_for_15_minutes_and_then_forgotten()
    {
        var machine = new AlertStateMachine(0, 0);
        Step(machine, 1, true);
        Step(machine, 1_000, false);
        Step(machine, 1_000 + AlertStateMachine.ResolvedRetention, false);
        Assert.Equal(1_000, machine.Alerts.Single().ResolvedAt);
        Step(machine, 1_001 + AlertStateMachine.ResolvedRetention, false);
        Assert.Empty(machine.Alerts);
        Assert.Single(machine.Forgotten);
    }

    [Fact]
    public void An_alert_that_comes_back_after_resolving_is_a_new_one()
    {
        var machine = new AlertStateMachine(0, 0);
        Step(machine, 1_000, true);
        machine.Alerts.Single().LastSentAt = 1_000;
        Step(machine, 2_000, false);
        Step(machine, 3_000, true);
        ActiveAlert alert = machine.Alerts.Single();
        Assert.Equal((3_000L, 0L, 0L), (alert.ActiveAt, alert.ResolvedAt, alert.LastSentAt));
    }

    [Fact]
    public void Every_change_of_state_is_one_transition()
    {
        var machine = new AlertStateMachine(60_000, 0);
        var all = new List<AlertTransition>();
        machine.Evaluate(0, [new(Labels, LabelSet.Empty, 1)], all);
        machine.Evaluate(60_000, [new(Labels, LabelSet.Empty, 1)], all);
        machine.Evaluate(120_000, [], all);
        machine.Evaluate(180_000, [], all);
        Assert.Equal(
            [
                (AlertState.Inactive, AlertState.Pending, TransitionReason.Appeared),
                (AlertState.Pending, AlertState.Firing, TransitionReason.HeldLongEnough),
                (AlertState.Firing, AlertState.Inactive, TransitionReason.Gone),
            ],
            all.Select(transition => (transition.From, transition.To, transition.Reason)));
    }

    [Fact]
    public void Raising_for_in_a_reload_takes_a_firing_alert_back_to_pending()
    {
        var before = new AlertStateMachine(60_000, 0);
        Step(before, 0, true);
        Step(before, 60_000, true);
        var after = new AlertStateMachine(300_000, 0);
        after.TakeOver(before);
        Step(after, 120_000, true);
        Assert.Equal((AlertState.Pending, 0L), (after.Alerts.Single().State, after.Alerts.Single().ActiveAt));
        Step(after, 300_000, true);
        Assert.Equal(AlertState.Firing, after.Alerts.Single().State);
    }

    [Fact]
    public void Clearing_ends_all_alerts_and_says_why()
    {
        var machine = new AlertStateMachine(0, 0);
        Step(machine, 0, true);
        var transitions = new List<AlertTransition>();
        machine.Clear(1, transitions);
        Assert.Empty(machine.Alerts);
        Assert.Equal(TransitionReason.LimitExceeded, Assert.Single(transitions).Reason);
    }

    [Fact]
    public void A_restored_alert_stays_as_it_was_until_its_expression_had_time_to_confirm_it()
    {
        var machine = new AlertStateMachine(60_000, 0);
        machine.Restore([new ActiveAlert(Labels, 5_000) { State = AlertState.Firing, FiredAt = 65_000 }], confirmBy: 1_000_000);
        Step(machine, 900_000, false);
        Assert.Equal((AlertState.Firing, 65_000L), (machine.Alerts.Single().State, machine.Alerts.Single().FiredAt));
        Step(machine, 1_000_000, false);
        Assert.Equal(AlertState.Inactive, machine.Alerts.Single().State);
    }

    [Fact]
    public void Once_confirmed_a_restored_alert_resolves_at_once()
    {
        var machine = new AlertStateMachine(60_000, 0);
        machine.Restore([new ActiveAlert(Labels, 5_000) { State = AlertState.Firing, FiredAt = 65_000 }], confirmBy: 1_000_000);
        Step(machine, 800_000, true);
        Step(machine, 860_000, false);
        Assert.Equal(AlertState.Inactive, machine.Alerts.Single().State);
    }

    [Fact]
    public void State_that_comes_late_takes_a_running_alert_back_to_its_old_times()
    {
        var machine = new AlertStateMachine(60_000, 0);
        Step(machine, 900_000, true);
        machine.Restore([new ActiveAlert(Labels, 5_000) { State = AlertState.Firing, FiredAt = 65_000, LastSentAt = 70_000 }], confirmBy: 0);
        ActiveAlert alert = machine.Alerts.Single();
        Assert.Equal((AlertState.Firing, 5_000L, 65_000L, 70_000L, true), (alert.State, alert.ActiveAt, alert.FiredAt, alert.LastSentAt, alert.Changed));
    }

    [Theory]
    [InlineData("Pending", 0, 0, 100, false)]
    [InlineData("Firing", 0, 0, 100_000, true)]
    [InlineData("Firing", 100_000, 0, 160_000, false)]
    [InlineData("Firing", 100_000, 0, 160_001, true)]
    [InlineData("Inactive", 100_000, 100_500, 101_000, true)]
    [InlineData("Inactive", 101_000, 100_500, 101_500, false)]
    public void It_is_told_first_when_resolved_and_after_the_resend_delay(string state, long lastSent, long resolved, long now, bool told)
    {
        var alert = new ActiveAlert(Labels, 1) { State = Enum.Parse<AlertState>(state), LastSentAt = lastSent, ResolvedAt = resolved };
        Assert.Equal(told, alert.NeedsSending(now, 60_000));
    }

    private static void Step(AlertStateMachine machine, long time, bool seen) =>
        machine.Evaluate(time, seen ? [new(Labels, LabelSet.Empty, 1)] : [], []);
}
