using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Contracts.Configuration.Rules;
using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;
using Tocsin.PromQL;

namespace Tocsin.Engine;

/// <summary>Makes models of rule files: fills in the global settings and merges the labels of groups into their rules.</summary>
internal static class RuleModels
{
    public static IEnumerable<RuleGroupModel> Build(RuleFileConfig file, GlobalConfig global, IReadOnlySet<string> features) =>
        file.Groups.Select(group => new RuleGroupModel
        {
            Key = new GroupKey(file.File, group.Name),
            Interval = group.Interval is { } interval && interval > TimeSpan.Zero ? interval : global.EvaluationInterval,
            QueryOffset = group.QueryOffset ?? global.RuleQueryOffset,
            Limit = group.Limit,
            Rules = [.. group.Rules.Select(rule => Build(rule, group.Labels, features))],
        });

    private static RuleModel Build(RuleConfig rule, IReadOnlyDictionary<string, string> groupLabels, IReadOnlySet<string> features)
    {
        var labels = new LabelSetBuilder(LabelSet.FromStrings(groupLabels));
        foreach ((string name, string value) in rule.Labels) labels.Set(name, value);
        return new RuleModel
        {
            Name = rule.Name,
            Expr = rule.Expr,
            Query = QueryEngine.Parse(rule.Expr, features).Expression?.ToString() ?? rule.Expr,
            IsAlerting = rule.IsAlerting,
            Labels = labels.Build(),
            RemovedLabels = [.. groupLabels.Concat(rule.Labels).Where(label => label.Value.Length == 0 && labels.Get(label.Key).Length == 0)
                .Select(label => label.Key).Distinct(StringComparer.Ordinal)],
            Annotations = LabelSet.FromStrings(rule.Annotations),
            For = rule.For,
            KeepFiringFor = rule.KeepFiringFor,
        };
    }
}
