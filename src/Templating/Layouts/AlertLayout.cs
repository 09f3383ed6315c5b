using System.Text;
using Scriban.Runtime;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>Lists of alerts as layouts want them, and links that carry an alert's labels.</summary>
internal static class AlertLayout
{
    /// <summary>Links are cut by mail programs and refused by Slack when they are longer.</summary>
    private const int MaxMatchers = 1500;

    private static readonly string[][] Severities =
        [["critical", "page", "emergency", "fatal", "disaster"], ["error", "high", "major"], ["warning", "warn", "medium", "minor"], ["info", "low", "notice"]];

    public static ScriptArray With(ScriptArray? alerts, string status) =>
        new((alerts ?? []).Where(a => a is ScriptObject alert && alert["status"] as string == status));

    /// <summary>Firing before resolved, then by severity; the order is kept among equals.</summary>
    public static ScriptArray WorstFirst(ScriptArray? alerts) => new((alerts ?? []).OrderBy(Rank));

    /// <summary><c>{a="b",c="d"}</c>; whole pairs are left out where it would grow too long.</summary>
    public static string Matchers(ScriptObject? labels)
    {
        var text = new StringBuilder("{");
        foreach ((string name, object? value) in labels ?? [])
        {
            string matcher = (text.Length > 1 ? "," : "") + Name(name) + "=" + GoQuote.Quote(value as string ?? "");
            if (text.Length + matcher.Length < MaxMatchers) text.Append(matcher);
        }
        return text.Append('}').ToString();
    }

    private static string Name(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':') && !char.IsAsciiDigit(name[0]) ? name : GoQuote.Quote(name);

    private static int Rank(object? item)
    {
        if (item is not ScriptObject alert) return int.MaxValue;
        string severity = (alert["labels"] as ScriptObject)?["severity"] as string ?? "";
        int rank = Array.FindIndex(Severities, words => words.Contains(severity, StringComparer.OrdinalIgnoreCase));
        if (rank < 0) rank = Severities.Length;
        return alert["status"] as string == "firing" ? rank : rank + Severities.Length + 1;
    }
}
