using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Alerts and matchers from one small vocabulary, so that they often meet; with the characters that have a meaning somewhere.</summary>
internal sealed class RandomLabels(Random random)
{
    private static readonly (string Name, string[] Values)[] Vocabulary =
    [
        ("alertname", ["A", "B", "C d"]),
        ("sev", ["critical", "warning", "info"]),
        ("env", ["prod", "dev", "q\"b\\s"]),
        ("job", ["x", "y,{z}"]),
        ("instance", ["1", "2", "10"]),
        ("grün", ["ja", "nein 🙂"]),
        ("dot.ted", ["<a>&", "=~'"]),
        ("with space", ["1", "two\nlines"]),
    ];

    public string Name() => Vocabulary[random.Next(Vocabulary.Length)].Name;

    public string[] Names(int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Name()).Distinct()];

    public SortedDictionary<string, string> Alert(string world)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { [World.Label] = world };
        foreach ((string name, string[] values) in Vocabulary)
            if (random.Next(10) < 6)
                labels[name] = values[random.Next(values.Length)];
        return labels;
    }

    public static LabelSet Set(IEnumerable<KeyValuePair<string, string>> labels) => LabelSet.FromStrings(labels);

    public Matcher Matcher()
    {
        (string name, string[] values) = Vocabulary[random.Next(Vocabulary.Length)];
        string one = values[random.Next(values.Length)], other = values[random.Next(values.Length)];
        (MatchOperator op, string value) = random.Next(16) switch
        {
            < 4 => (MatchOperator.Equal, one),
            4 => (MatchOperator.Equal, ""),
            5 or 6 => (MatchOperator.NotEqual, one),
            7 => (MatchOperator.NotEqual, ""),
            8 => (MatchOperator.Regex, Pattern(one) + "|" + Pattern(other)),
            9 => (MatchOperator.NotRegex, Pattern(one) + "|" + Pattern(other)),
            10 => (MatchOperator.Regex, ".+"),
            11 => (MatchOperator.NotRegex, ".+"),
            12 => (MatchOperator.Regex, "|" + Pattern(one)),
            13 => (MatchOperator.Regex, "(?i)" + Pattern(one).ToUpperInvariant()),
            14 => (MatchOperator.Regex, "[a-m1].*"),
            _ => (MatchOperator.Regex, ".*"),
        };
        return new(name, op, value);
    }

    public Matcher[] Matchers(int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Matcher())];

    /// <summary>A regular expression for exactly this value.</summary>
    private static string Pattern(string value)
    {
        var pattern = new StringBuilder();
        foreach (char c in value) pattern.Append(@"\.{}()[]|*+?^$".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        return pattern.ToString();
    }
}
