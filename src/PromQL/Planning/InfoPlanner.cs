using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>Plans info(): which info series are read, and as of when.</summary>
internal sealed class InfoPlanner(PlanSettings settings, DurationEvaluator durations)
{
    private const string DefaultMetric = "target_info";
    private const string AnyInfoMetric = ".+_info";

    public InfoPlan Plan(Call call, PlanNode inner, Timeline timeline)
    {
        IReadOnlyList<Matcher> matchers = call.Arguments.Count > 1 ? ((VectorSelector)call.Arguments[1]).Matchers : [];
        List<Matcher> names = [.. matchers.Where(m => m.Name == LabelNames.MetricName)];
        List<Matcher> labels = [.. matchers.Where(m => m.Name != LabelNames.MetricName)];
        if (names.Count == 0) names.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, DefaultMetric));
        else if (names.TrueForAll(m => m.Operator is MatchOperator.NotEqual or MatchOperator.NotRegex))
            names.Add(new Matcher(LabelNames.MetricName, MatchOperator.Regex, AnyInfoMetric));
        Timeline reference = ReferenceOf(call.Arguments[0], timeline) ?? timeline;
        var selector = new SeriesSelector([.. names, .. labels], reference.Start - settings.Lookback + 1, reference.End)
        {
            Hints = new SelectHints(reference.Step, 0, "info", [], false),
        };
        return new InfoPlan(inner, new SelectPlan(selector, reference, timeline, call.Position), names, labels, timeline, call.Position);
    }

    /// <summary>The info series are read as of the time that the first selector of the vector reads its samples.</summary>
    private Timeline? ReferenceOf(Expression expression, Timeline timeline) => expression switch
    {
        VectorSelector selector => durations.Move(selector.Modifiers, timeline),
        MatrixSelector matrix => durations.Move(matrix.Vector.Modifiers, timeline),
        Subquery subquery => ReferenceOf(subquery.Inner, durations.Move(subquery.Modifiers, timeline)),
        Parentheses parentheses => ReferenceOf(parentheses.Inner, timeline),
        UnaryExpression unary => ReferenceOf(unary.Inner, timeline),
        Aggregation aggregation => ReferenceOf(aggregation.Inner, timeline),
        BinaryExpression binary => ReferenceOf(binary.Left, timeline) ?? ReferenceOf(binary.Right, timeline),
        Call call => call.Arguments.Select(argument => ReferenceOf(argument, timeline)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
