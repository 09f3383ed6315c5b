using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>Turns the vector of its expression into alerts and lets them live by <see cref="AlertStateMachine"/>.</summary>
// The API asks for alerts from other threads: it gets the array that the last evaluation swapped in.
internal sealed class AlertingRule : IRule
{
    private readonly IRuleQuery _query;
    private readonly AlertTemplates _templates;
    private readonly AlertStateMachine _machine;
    private readonly List<AlertCandidate> _candidates = [];
    private readonly HashSet<LabelSet> _seen = [];
    private volatile ActiveAlert[] _alerts = [];

    public AlertingRule(RuleModel model, IRuleQuery query, AlertTemplates templates)
    {
        Model = model;
        _query = query;
        _templates = templates;
        _machine = new AlertStateMachine((long)model.For.TotalMilliseconds, (long)model.KeepFiringFor.TotalMilliseconds);
    }

    public RuleModel Model { get; }

    /// <summary>Pending, firing and recently resolved alerts after the last evaluation; callable from any thread.</summary>
    public IReadOnlyList<ActiveAlert> Alerts => _alerts;

    /// <summary>Whether the last evaluation came to alerts; after a failed one nothing is sent.</summary>
    public bool Evaluated { get; private set; }

    /// <summary>Whether stored state was taken in. Before that nothing may be saved: it would overwrite what is stored.</summary>
    public bool Restored { get; private set; }

    public List<AlertTransition> Transitions { get; } = [];

    /// <summary>Alerts that are gone since the last save.</summary>
    public List<ActiveAlert> Forgotten => _machine.Forgotten;

    public async ValueTask<RuleOutcome> EvaluateAsync(RuleTick tick, List<RuleSample> output, CancellationToken cancel)
    {
        Evaluated = false;
        RuleQueryResult result = await _query.RunAsync(tick.Group, Model.Evaluated, tick.SampleTime, cancel).ConfigureAwait(false);
        if (result.Error is not null) return RuleOutcome.Failed(result.Error);
        _candidates.Clear();
        _seen.Clear();
        foreach (RuleSample sample in result.Samples)
        {
            AlertCandidate candidate = _templates.Apply(sample.Labels, sample.Value, tick, cancel);
            if (!_seen.Add(candidate.Labels)) return RuleOutcome.Failed("vector contains metrics with the same labelset after applying alert labels");
            _candidates.Add(candidate);
        }
        int active = _machine.Evaluate(tick.Slot, _candidates, Transitions);
        if (tick.Limit > 0 && active > tick.Limit)
        {
            _machine.Clear(tick.Slot, Transitions);
            _alerts = [];
            return RuleOutcome.Failed($"exceeded limit of {tick.Limit} with {active} alerts");
        }
        _alerts = [.. _machine.Alerts];
        Evaluated = true;
        AddSamples(output);
        return RuleOutcome.Success;
    }

    /// <summary>Takes in what the database knows, before or between evaluations.</summary>
    /// <param name="confirmBy">Ms; see <see cref="AlertStateMachine.Restore"/>.</param>
    public void Restore(IEnumerable<StoredAlert> stored, long confirmBy)
    {
        _machine.Restore(stored.Select(alert => alert.Revive()), confirmBy);
        _alerts = [.. _machine.Alerts];
        Restored = true;
    }

    public void TakeOver(IRule predecessor)
    {
        if (predecessor is not AlertingRule old) return;
        _machine.TakeOver(old._machine);
        _alerts = [.. _machine.Alerts];
    }

    private void AddSamples(List<RuleSample> output)
    {
        foreach (ActiveAlert alert in _alerts)
        {
            if (alert.State == AlertState.Inactive) continue;
            output.Add(new RuleSample(alert.AlertsSeries(), 1));
            output.Add(new RuleSample(alert.ForStateSeries(), Math.Floor(alert.ActiveAt / 1000.0)));
        }
    }
}
