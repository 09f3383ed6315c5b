using System.Diagnostics.Metrics;
using Tocsin.PromQL;

namespace Tocsin.Engine.Rules;

/// <summary>What rule groups count, under upstream's names.</summary>
internal sealed class RuleMetrics
{
    private readonly Counter<long> _evaluations;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _iterations;
    private readonly Counter<long> _missed;
    private readonly DurationSummary _ruleSeconds;
    private readonly DurationSummary _groupSeconds;

    public RuleMetrics(IMeterFactory meters, TimeProvider clock)
    {
        Meter meter = meters.Create("Tocsin");
        _evaluations = meter.CreateCounter<long>("prometheus_rule_evaluations_total", null, "The total number of rule evaluations.");
        _failures = meter.CreateCounter<long>("prometheus_rule_evaluation_failures_total", null, "The total number of rule evaluation failures.");
        _iterations = meter.CreateCounter<long>(
            "prometheus_rule_group_iterations_total", null, "The total number of scheduled rule group evaluations, whether executed or missed.");
        _missed = meter.CreateCounter<long>(
            "prometheus_rule_group_iterations_missed_total", null, "The total number of rule group evaluations missed due to slow rule group evaluation.");
        _ruleSeconds = new DurationSummary(meter, clock, "prometheus_rule_evaluation_duration_seconds", "The duration for a rule to execute.", [0.5, 0.9, 0.99]);
        _groupSeconds = new DurationSummary(
            meter, clock, "prometheus_rule_group_duration_seconds", "The duration of rule group evaluations.", [0.01, 0.05, 0.5, 0.9, 0.99]);
    }

    public void Ticked(GroupKey group, long missed)
    {
        var tag = Tag(group);
        _iterations.Add(1 + missed, tag);
        _missed.Add(missed, tag);
    }

    public void RuleEvaluated(GroupKey group, TimeSpan took, bool failed)
    {
        var tag = Tag(group);
        _evaluations.Add(1, tag);
        _failures.Add(failed ? 1 : 0, tag);
        _ruleSeconds.Record(took);
    }

    public void GroupEvaluated(TimeSpan took) => _groupSeconds.Record(took);

    /// <summary>The gauges of the groups that run now.</summary>
    public static void Observe(IMeterFactory meters, Func<IEnumerable<RuleGroupRunner>> groups)
    {
        Meter meter = meters.Create("Tocsin");
        void Gauge(string name, string help, Func<RuleGroupRunner, double> read) =>
            meter.CreateObservableGauge(name, () => groups().Select(group => new Measurement<double>(read(group), Tag(group.Model.Key))), null, help);

        Gauge("prometheus_rule_group_interval_seconds", "The interval of a rule group.", group => group.Model.Interval.TotalSeconds);
        Gauge("prometheus_rule_group_rules", "The number of rules.", group => group.Rules.Count);
        Gauge(
            "prometheus_rule_group_last_rule_duration_sum_seconds", "The sum of time in seconds it took to evaluate each rule in the group regardless of concurrency.",
            group => group.Rules.Sum(slot => slot.State.EvaluationTime.TotalSeconds));
        Gauge("prometheus_rule_group_last_duration_seconds", "The duration of the last rule group evaluation.", group => group.Last.Took.TotalSeconds);
        Gauge(
            "prometheus_rule_group_last_evaluation_timestamp_seconds", "The timestamp of the last rule group evaluation in seconds.", group => group.Last.At / 1000.0);
        Gauge(
            "prometheus_rule_group_last_evaluation_samples", "The number of samples returned during the last rule group evaluation.", group => group.Last.Samples);
    }

    private static KeyValuePair<string, object?> Tag(GroupKey group) => new("rule_group", group.ToString());
}
