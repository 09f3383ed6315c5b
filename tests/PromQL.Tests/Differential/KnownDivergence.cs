using System.Text.RegularExpressions;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Where the language has changed since the release that is installed as a peer (3.5): head is the contract.</summary>
internal static partial class KnownDivergence
{
    public static bool Covers(string query, QueryResult ours) =>
        ours.Error == "Parameter value is NaN"
        // Head looks at pairs before it filters them.
        || ours.Error.StartsWith("multiple matches for labels: many-to-one", StringComparison.Ordinal)
        // It also takes the parameter of every step into account.
        || query.Contains("(scalar(lonely),", StringComparison.Ordinal)
        // Our power and exponential are nearer to the truth in the last bit, and these make much of it.
        || Amplified().IsMatch(query)
        || (query.Contains("(1 / 0)", StringComparison.Ordinal) && AnyHistogram().IsMatch(query))
        || (CounterFunction().IsMatch(query) && SmallHistogram().IsMatch(query));

    [GeneratedRegex(@"\bodd\b.*%|%.*\bodd\b|(sin|cos|tan|%|count_values|std).*(exp|\^)|(exp|\^).*(%|count_values|std)")]
    private static partial Regex Amplified();

    /// <summary>Head never extrapolates a histogram below zero.</summary>
    [GeneratedRegex(@"\b(rate|increase)\(")]
    private static partial Regex CounterFunction();

    /// <summary>The mean of infinite histograms: not a number before, infinite now.</summary>
    [GeneratedRegex(@"\b(h|hg|mix)\b")]
    private static partial Regex AnyHistogram();

    [GeneratedRegex(@"\b(hg|mix)\b")]
    private static partial Regex SmallHistogram();
}
