using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Matchers;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>RE2 expressions on the engine that never backtracks; compiled ones are kept, up to a bound.</summary>
internal static class RegexFunctions
{
    private const int MaxKept = 512;
    private const int MaxPattern = 16 * 1024;
    private static readonly ConcurrentDictionary<string, Expression> Compiled = new(StringComparer.Ordinal);

    /// <summary>Whether the expression matches anywhere in the text.</summary>
    public static bool Match(string pattern, string text, GoRun run)
    {
        run.Step(1 + text.Length / 64);
        return Compile(pattern, e => e).Regex.IsMatch(text);
    }

    /// <summary>Replaces every match; <c>$1</c>, <c>${1}</c> and <c>${name}</c> stand for groups, <c>$$</c> for a dollar sign.</summary>
    public static string ReplaceAll(string pattern, string replacement, string text, GoRun run)
    {
        run.Step(1 + text.Length / 64);
        Expression expression = Compile(pattern, e => $"regexp: Compile(`{pattern}`): {e}");
        var output = new GoWriter(run);
        int from = 0;
        for (Match match = expression.Regex.Match(text); match.Success; match = match.NextMatch())
        {
            run.Step();
            if (match.Length == 0 && !MayBeEmptyAt(text, match.Index, from)) continue;
            output.Write(text.AsSpan(from, match.Index - from));
            Expand(output, replacement, match, expression.Groups);
            from = match.Index + match.Length;
        }
        return output.Write(text.AsSpan(from)).Take();
    }

    /// <summary>Go replaces nothing neither right behind a match nor inside a character.</summary>
    private static bool MayBeEmptyAt(string text, int at, int endOfLast) =>
        at == 0 || (at > endOfLast && !(at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1])));

    private static Expression Compile(string pattern, Func<string, string> describe)
    {
        if (Compiled.TryGetValue(pattern, out Expression? known)) return known;
        if (pattern.Length > MaxPattern) throw new GoFailure(describe("error parsing regexp: expression too large"));
        if (Re2Syntax.Problem(pattern, out string spelled, out IReadOnlyList<string> groups) is { } problem) throw new GoFailure(describe("error parsing regexp: " + problem));
        try
        {
            var expression = new Expression(Re2Pattern.Compile(Re2Pattern.Translate(spelled)), groups);
            if (Compiled.Count >= MaxKept) Compiled.Clear();
            return Compiled[pattern] = expression;
        }
        catch (FormatException e)
        {
            throw new GoFailure(describe("error parsing regexp: " + e.Message));
        }
    }

    private static void Expand(GoWriter output, string template, Match match, IReadOnlyList<string> groups)
    {
        for (int i = 0; i < template.Length;)
        {
            int dollar = template.IndexOf('$', i);
            if (dollar < 0)
            {
                output.Write(template.AsSpan(i));
                return;
            }
            output.Write(template.AsSpan(i, dollar - i));
            i = dollar + 1;
            if (i < template.Length && template[i] == '$')
            {
                output.Write('$');
                i++;
            }
            else if (GroupName(template, ref i) is { } name) output.Write(Group(match, name, groups));
            else output.Write('$');
        }
    }

    /// <summary>Of several groups with one name, the first that took part.</summary>
    private static string Group(Match match, string name, IReadOnlyList<string> groups)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return match.Groups[number].Value;
        for (int i = 1; i < groups.Count; i++)
        {
            if (groups[i] == name && match.Groups[i].Success) return match.Groups[i].Value;
        }
        return "";
    }

    /// <summary>The name behind a dollar sign, as long as it goes on; null leaves the sign as it is.</summary>
    private static string? GroupName(string template, ref int i)
    {
        bool braced = i < template.Length && template[i] == '{';
        int start = braced ? i + 1 : i;
        int end = start;
        while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_')) end++;
        if (end == start || (braced && (end >= template.Length || template[end] != '}'))) return null;
        i = braced ? end + 1 : end;
        return template[start..end];
    }

    private sealed record Expression(Regex Regex, IReadOnlyList<string> Groups);
}
