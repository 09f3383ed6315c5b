using System.Text.RegularExpressions;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>What happened in the worlds so far. A comparison in which nothing is ever inhibited says nothing about inhibition.</summary>
internal sealed partial class Tally
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal)
    {
        ["all alerts resolved"] = 0,
        ["first notification"] = 0,
        ["inhibited"] = 0,
        ["muted"] = 0,
        ["new alerts added"] = 0,
        ["refused"] = 0,
        ["repeat interval elapsed"] = 0,
        ["silenced"] = 0,
        ["some alerts resolved"] = 0,
        ["truncated"] = 0,
    };

    public int Worlds { get; private set; }

    public int Messages { get; private set; }

    public int Answers { get; private set; }

    public IEnumerable<string> Missing => _counts.Where(count => count.Value == 0).Select(count => count.Key);

    public void Add(WorldTale tale)
    {
        (Worlds, Messages, Answers) = (Worlds + 1, Messages + tale.Told.Count, Answers + tale.Answers.Count);
        foreach (ToldMessage message in tale.Told)
        {
            Count(Reason().Match(message.Text).Groups[1].Value);
            if (!message.Text.Contains("\"truncatedAlerts\":0", StringComparison.Ordinal)) Count("truncated");
        }
        foreach (WorldAnswer answer in tale.Answers)
        {
            if (answer.Text.StartsWith('4')) Count("refused");
            foreach (Match by in By().Matches(answer.Text)) Count(by.Groups[1].Value);
        }
    }

    public override string ToString() =>
        $"{Worlds} worlds, {Messages} messages, {Answers} answers ({string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"))})";

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    [GeneratedRegex("\"notification_reason\":\"([^\"]*)\"")]
    private static partial Regex Reason();

    [GeneratedRegex("\"(inhibited|muted|silenced)By\":\\[[^\\]]")]
    private static partial Regex By();
}
