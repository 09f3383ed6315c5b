using Tocsin.Model.Matchers;
using Tocsin.PromQL;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Engine.Querying;

/// <summary>Reads series selectors out of query text.</summary>
internal static class SelectorText
{
    /// <summary>The matchers of selectors such as <c>up{job="a"}</c>; null with the reason when one is none, or would select every series.</summary>
    public static IReadOnlyList<IReadOnlyList<Matcher>>? Parse(IEnumerable<string> texts, out string error)
    {
        var all = new List<IReadOnlyList<Matcher>>();
        foreach (string text in texts)
        {
            ParseOutcome outcome = QueryEngine.ParseSelector(text);
            error = outcome.Error?.ToString() ?? "";
            if (outcome.Expression is not VectorSelector selector) return null;
            all.Add(selector.Matchers);
        }
        // What cannot be read is said before what must not be asked.
        bool isTooMuch = all.Exists(matchers => matchers.All(matcher => matcher.MatchesEmpty));
        error = isTooMuch ? "match[] must contain at least one non-empty matcher" : "";
        return isTooMuch ? null : all;
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
