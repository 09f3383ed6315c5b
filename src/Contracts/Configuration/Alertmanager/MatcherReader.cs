using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The three ways to write matchers, ANDed: a list of texts, and the deprecated maps for equality and for patterns.</summary>
internal static class MatcherReader
{
    /// <param name="prefix">Empty for a route, <c>source_</c> or <c>target_</c> for an inhibition rule.</param>
    /// <returns>Sorted by name, value and operator.</returns>
    public static IReadOnlyList<Matcher> Read(YamlMap map, string prefix, LoadContext context)
    {
        var matchers = new List<Matcher>();
        foreach (YamlValue text in map.List(prefix + "matchers")) AddList(text, context, matchers);
        foreach ((string name, YamlValue value) in map.Map(prefix + "match")?.Entries() ?? [])
            if (CheckName(name, value))
                matchers.Add(new Matcher(name, MatchOperator.Equal, value.AsString()));
        foreach ((string name, YamlValue value) in map.Map(prefix + "match_re")?.Entries() ?? [])
            if (CheckName(name, value))
                AddPattern(name, value, matchers);
        matchers.Sort(Compare);
        return matchers;
    }

    private static void AddList(YamlValue text, LoadContext context, List<Matcher> matchers)
    {
        MatcherParseResult result = MatcherParser.ParseList(text.AsString(), context.Options.Syntax);
        if (result.Matchers is null) text.Error(result.Error!);
        else matchers.AddRange(result.Matchers);
        if (result.Warning is { } warning) text.Warn(warning, "");
    }

    private static void AddPattern(string name, YamlValue value, List<Matcher> matchers)
    {
        if (value.IsNull || value.AsString().Length == 0)
        {
            value.Error($"invalid regexp value for \"{name}\"");
            return;
        }
        try
        {
            matchers.Add(new Matcher(name, MatchOperator.Regex, $"^(?:{value.AsString()})$", dotIsAll: false));
        }
        catch (FormatException e)
        {
            value.Error(e.Message);
        }
    }

    private static bool CheckName(string name, YamlValue value)
    {
        if (LabelNames.IsClassicLabel(name)) return true;
        value.Error($"invalid label name \"{name}\"", "the deprecated maps take only classic names; write it under matchers");
        return false;
    }

    private static int Compare(Matcher a, Matcher b)
    {
        int order = a.NameUtf8.Span.SequenceCompareTo(b.NameUtf8.Span);
        if (order == 0) order = a.ValueUtf8.Span.SequenceCompareTo(b.ValueUtf8.Span);
        return order != 0 ? order : a.Operator.CompareTo(b.Operator);
    }
}
