using System.Text.RegularExpressions;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Where the language has changed since the release that is installed as a peer (3.5): head is the contract.</summary>
internal static partial class KnownDivergence
{
    public static bool Covers(string query, QueryResult ours) =>
        ours.Error == "Parameter value is NaN" || (CounterFunction().IsMatch(query) && SmallHistogram().IsMatch(query));

    /// <summary>Head never extrapolates a histogram below zero.</summary>
    [GeneratedRegex(@"\b(rate|increase)\(")]
    private static partial Regex CounterFunction();

    [GeneratedRegex(@"\b(hg|mix)\b")]
    private static partial Regex SmallHistogram();
}
