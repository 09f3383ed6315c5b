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
        || (Infinite().IsMatch(query) && AnyHistogram().IsMatch(query))
        // The peer's logarithm of the smallest numbers is wrong.
        || LogarithmOfLittle().IsMatch(query)
        // The peer looks at more steps of such a subquery than it needs, and tells what it saw there.
        || MovedSubquery().IsMatch(query)
        // Where only count and sum are read, the peer tells a reset of a gauge by its count alone.
        || (RateOfGauge().IsMatch(query) && SmallHistogram().IsMatch(query))
        // There it also compares buckets that an earlier sample has left, and finds that a histogram is not the same as itself.
        || (ComparedCount().IsMatch(query) && AnyHistogram().IsMatch(query))
        || (NegatedRange().IsMatch(query) && AnyHistogram().IsMatch(query))
        // A mean of histograms differs in its last bits, which decide where a quantile is that lies between two buckets.
        || (QuantileOfMean().IsMatch(query) && AnyHistogram().IsMatch(query))
        || (CounterFunction().IsMatch(query) && SmallHistogram().IsMatch(query));

    [GeneratedRegex(
        @"\bodd\b.*%|%.*\bodd\b|(sin|cos|tan|%|count_values|std).*(exp|\^|sinh|cosh|tanh)|(exp|\^|sinh|cosh|tanh).*(%|count_values|std)|a(sin|cos)\(.*(log|fraction)|count_values.*rate|round\(.*quantile|(sin|cos|tan)\(.*%")]
    private static partial Regex Amplified();

    /// <summary>Head never extrapolates a histogram below zero.</summary>
    [GeneratedRegex(@"\b(rate|increase)\(")]
    private static partial Regex CounterFunction();

    /// <summary>A histogram with a negative factor is a gauge now.</summary>
    [GeneratedRegex(@"\b(i?rate|i?delta|increase|resets|changes)\(\(.*(-|odd|[/*] [-(]*one\b)")]
    private static partial Regex NegatedRange();

    [GeneratedRegex(@"/ 0|/ [-(]*scalar|(/|\*) ((on|ignoring)\([^)]*\) (group_(left|right)(\([^)]*\))? )?)?[-(]*odd|odd.* (/|\*) ")]
    private static partial Regex Infinite();

    /// <summary>The mean of infinite histograms: not a number before, infinite now.</summary>
    [GeneratedRegex(@"\b(h|hg|mix)\b")]
    private static partial Regex AnyHistogram();

    [GeneratedRegex(@"(ln|log2|log10)\(.*\bodd")]
    private static partial Regex LogarithmOfLittle();

    [GeneratedRegex(@"predict_linear\(.*:[^]]*\] @")]
    private static partial Regex MovedSubquery();

    [GeneratedRegex(@"histogram_(sum|count|avg)\(.*irate")]
    private static partial Regex RateOfGauge();

    [GeneratedRegex(@"histogram_(sum|count|avg)\(.*[=!]= ")]
    private static partial Regex ComparedCount();

    [GeneratedRegex(@"(quantile|fraction)\(.*\bavg")]
    private static partial Regex QuantileOfMean();

    [GeneratedRegex(@"\b(hg|mix)\b")]
    private static partial Regex SmallHistogram();
}
