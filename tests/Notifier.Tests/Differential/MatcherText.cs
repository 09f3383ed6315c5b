using System.Text.RegularExpressions;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Matchers in all spellings that the configuration knows.</summary>
internal static partial class MatcherText
{
    /// <summary>Entries of a route (<c>matchers: […], match: {…}</c>) or, with a prefix, of one side of an inhibition rule.</summary>
    public static IEnumerable<string> Entries(Random random, IReadOnlyList<Matcher> matchers, string prefix = "")
    {
        var listed = new List<string>();
        Dictionary<string, string> equal = [], regex = [];
        foreach (Matcher matcher in matchers)
        {
            bool old = random.Next(4) == 0 && Classic().IsMatch(matcher.Name);
            if (old && matcher.Operator == MatchOperator.Equal && equal.TryAdd(matcher.Name, matcher.Value)) continue;
            if (old && matcher.Operator == MatchOperator.Regex && matcher.Value != "" && regex.TryAdd(matcher.Name, matcher.Value)) continue;
            listed.Add(One(random, matcher));
        }
        // Several may stand in one text.
        while (listed.Count > 1 && random.Next(3) == 0)
        {
            listed[0] += (random.Next(2) == 0 ? "," : " , ") + listed[1];
            listed.RemoveAt(1);
        }
        for (int i = 0; i < listed.Count; i++)
            if (random.Next(6) == 0)
                listed[i] = "{" + listed[i] + (random.Next(3) == 0 ? "," : "") + "}";
        if (listed.Count > 0) yield return $"{prefix}matchers: [{string.Join(", ", listed.Select(Quote))}]";
        if (equal.Count > 0) yield return $"{prefix}match: {Map(equal)}";
        if (regex.Count > 0) yield return $"{prefix}match_re: {Map(regex)}";
    }

    /// <summary>As YAML, and as every one of the matcher languages, reads it.</summary>
    public static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    public static string One(Random random, Matcher matcher)
    {
        string name = !Bare().IsMatch(matcher.Name) || random.Next(5) == 0 ? Quote(matcher.Name) : matcher.Name;
        string value = Bare().IsMatch(matcher.Value) && random.Next(2) == 0 ? matcher.Value : Quote(matcher.Value);
        string space = random.Next(4) == 0 ? " " : "";
        return name + space + Matcher.Text(matcher.Operator) + space + value;
    }

    private static string Map(Dictionary<string, string> pairs) => "{" + string.Join(", ", pairs.Select(pair => $"{pair.Key}: {Quote(pair.Value)}")) + "}";

    [GeneratedRegex(@"^[a-z][a-z_]*$")]
    private static partial Regex Classic();

    [GeneratedRegex(@"^[\p{L}.0-9]+$")]
    private static partial Regex Bare();
}
