using Tocsin.Model.Labels;

namespace Tocsin.Engine.Rules;

/// <summary>Writes the result of its expression under another name.</summary>
internal sealed class RecordingRule : IRule
{
    private readonly IRuleQuery _query;
    private readonly LabelSetBuilder _builder = new();
    private readonly HashSet<LabelSet> _seen = [];
    private readonly LabelSet _labels;

    public RecordingRule(RuleModel model, IRuleQuery query)
    {
        Model = model;
        _query = query;
        _labels = new LabelSetBuilder(model.Labels).Set(LabelNames.MetricName, model.Name).Build();
    }

    public RuleModel Model { get; }

    public async ValueTask<RuleOutcome> EvaluateAsync(RuleTick tick, List<RuleSample> output, CancellationToken cancel)
    {
        RuleQueryResult result = await _query.RunAsync(tick.Group, Model.Evaluated, tick.SampleTime, cancel).ConfigureAwait(false);
        if (result.Error is not null) return RuleOutcome.Failed(result.Error);
        _seen.Clear();
        foreach (RuleSample sample in result.Samples)
        {
            LabelSet labels = Relabel(sample.Labels);
            if (!_seen.Add(labels)) return RuleOutcome.Failed("vector contains metrics with the same labelset after applying rule labels");
            output.Add(sample with { Labels = labels });
        }
        return tick.Limit > 0 && output.Count > tick.Limit
            ? RuleOutcome.Failed($"exceeded limit of {tick.Limit} with {output.Count} series")
            : RuleOutcome.Success;
    }

    // Nothing is remembered between evaluations; what was written last is remembered beside the rule.
    public void TakeOver(IRule predecessor)
    {
    }

    private LabelSet Relabel(LabelSet labels)
    {
        _builder.Reset(labels);
        foreach (string removed in Model.RemovedLabels) _builder.Delete(removed);
        foreach (LabelPair pair in _labels) _builder.Set(pair.Name, pair.Value);
        return _builder.Build();
    }
}
