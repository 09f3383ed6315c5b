using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>Rules evaluated by our own PromQL over the given source.</summary>
internal sealed class PromQlRuleQuery(QueryRunner runner) : IRuleQuery
{
    public async ValueTask<RuleQueryResult> RunAsync(GroupKey group, string expr, long time, CancellationToken cancel)
    {
        var call = new QueryCall(new QueryOrigin { RuleFile = group.File, RuleGroup = group.Name }, expr, time, time, Step: 0);
        QueryResult result = await runner.RunAsync(call, QueryParameters.None, cancel).ConfigureAwait(false);
        if (result.Failure != QueryFailure.None) return RuleQueryResult.Failed(result.Error);
        switch (result.Kind)
        {
            case ResultKind.Scalar: return new RuleQueryResult([new RuleSample(LabelSet.Empty, result.ScalarValue)], null, result.Warnings);
            case ResultKind.Vector:
                var samples = new RuleSample[result.Series.Count];
                for (int i = 0; i < samples.Length; i++) samples[i] = Sample(result.Series[i]);
                return new RuleQueryResult(samples, null, result.Warnings);
            default: return RuleQueryResult.Failed("rule result is not a vector or scalar");
        }
    }

    private static RuleSample Sample(QuerySeries series) =>
        series.Histograms.Length > 0 ? new RuleSample(series.Labels, 0, series.Histograms[0]) : new RuleSample(series.Labels, series.Values[0]);
}
