using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Rules;

/// <summary>Everything a group needs, in memory.</summary>
internal sealed class RunningGroup : IDisposable
{
    public RunningGroup()
    {
        Settings = new AlertingSettings();
        Parts = new RunnerParts(
            Samples, new RuleFactory(Query, Settings, new Uri("http://tocsin.example/pfx"), Clock), Listener, new RuleMetrics(Meters.Factory, Clock), new SemaphoreSlim(4), Clock, NullLogger.Instance);
    }

    public CountedClock Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000));

    public GivenQuery Query { get; } = new();

    public MemorySamples Samples { get; } = new();

    public TestMeters Meters { get; } = new();

    public AlertingSettings Settings { get; }

    public SilentListener Listener { get; } = new();

    public RunnerParts Parts { get; }

    public static RuleModel Record(string name, string expr, params ReadOnlySpan<(string, string)> labels) =>
        new() { Name = name, Expr = expr, Query = expr, IsAlerting = false, Labels = LabelSet.Create(labels) };

    public static RuleModel Alert(string name, string expr, params ReadOnlySpan<(string, string)> labels) =>
        new() { Name = name, Expr = expr, Query = expr, IsAlerting = true, Labels = LabelSet.Create(labels) };

    public static RuleGroupModel Group(params RuleModel[] rules) =>
        new() { Key = new GroupKey("rules.yml", "g"), Interval = TimeSpan.FromSeconds(15), Rules = rules };

    public RuleGroupRunner Runner(RuleGroupModel model) => new(model, Parts);

    public void Dispose()
    {
        Parts.Gate.Dispose();
        Meters.Dispose();
    }

    internal sealed class SilentListener : IGroupListener
    {
        public List<RuleTick> Evaluated { get; } = [];

        public ValueTask EvaluatingAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel)
        {
            foreach (IRule rule in rules)
                if (rule is AlertingRule { Restored: false } alerting)
                    alerting.Restore([], 0);
            return ValueTask.CompletedTask;
        }

        public ValueTask EvaluatedAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel)
        {
            lock (Evaluated) Evaluated.Add(tick);
            return ValueTask.CompletedTask;
        }

        public ValueTask ConfiguredAsync(IReadOnlyList<RuleGroupModel> groups, CancellationToken cancel) => ValueTask.CompletedTask;
    }
}
