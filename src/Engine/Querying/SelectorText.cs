using Tocsin.Model.Matchers;
using Tocsin.PromQL;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Engine.Querying;

/// <summary>Reads series selectors out of query text.</summary>
internal static class SelectorText
{
    private const string NoCondition = "must contain at least one non-empty matcher";

    /// <summary>The matchers of one selector such as <c>up{job="a"}</c>; null with the reason when it is none.</summary>
    public static IReadOnlyList<Matcher>? Parse(string text, out string error)
    {
        ParseOutcome outcome = QueryEngine.Parse(text);
        error = outcome.Error?.ToString() ?? "";
        if (error.EndsWith(NoCondition, StringComparison.Ordinal)) error = "match[] " + NoCondition;
        if (outcome.Expression is VectorSelector selector) return selector.Matchers;
        if (outcome.Error is null) error = "1:1: parse error: expected a series selector";
        return null;
    }

    /// <summary>The matchers of every selector inside an expression.</summary>
    public static IEnumerable<IReadOnlyList<Matcher>> Within(Expression expression) => expression switch
    {
        VectorSelector selector => [selector.Matchers],
        MatrixSelector matrix => [matrix.Vector.Matchers],
        Subquery subquery => Within(subquery.Inner),
        Call call => call.Arguments.SelectMany(Within),
        Aggregation aggregation => Within(aggregation.Inner).Concat(aggregation.Parameter is null ? [] : Within(aggregation.Parameter)),
        BinaryExpression binary => Within(binary.Left).Concat(Within(binary.Right)),
        UnaryExpression unary => Within(unary.Inner),
        Parentheses parentheses => Within(parentheses.Inner),
        _ => [],
    };
}
