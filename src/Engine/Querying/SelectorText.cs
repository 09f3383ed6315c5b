using Tocsin.Model.Matchers;
using Tocsin.PromQL;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Engine.Querying;

/// <summary>Reads series selectors out of query text.</summary>
internal static class SelectorText
{
    /// <summary>The matchers of one selector such as <c>up{job="a"}</c>; null with the reason when it is none.</summary>
    public static IReadOnlyList<Matcher>? Parse(string text, out string error)
    {
        ParseOutcome outcome = QueryEngine.ParseSelector(text);
        error = outcome.Error?.ToString() ?? "";
        if (outcome.Expression is not VectorSelector selector) return null;
        if (!selector.Matchers.All(matcher => matcher.MatchesEmpty)) return selector.Matchers;
        error = "match[] must contain at least one non-empty matcher";
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
