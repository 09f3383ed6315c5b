using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Matchers;

/// <summary>The matcher language before UTF-8 names: lenient about braces and quotes, and it keeps backslashes that escape nothing.</summary>
internal static class ClassicMatcherParser
{
    public static MatcherParseResult ParseList(string text)
    {
        if (text.StartsWith('{')) text = text[1..];
        if (text.EndsWith('}')) text = text[..^1];
        var matchers = new List<Matcher>();
        foreach (string part in Split(text))
        {
            MatcherParseResult one = ParseOne(part);
            if (one.Matchers is null) return one;
            matchers.Add(one.Matchers[0]);
        }
        return new(matchers, null);
    }

    public static MatcherParseResult ParseOne(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim(" \t\n\f\r");
        int nameLength = 0;
        while (nameLength < rest.Length && LabelNames.IsClassicMetric(rest[..(nameLength + 1)])) nameLength++;
        string name = rest[..nameLength].ToString();
        rest = rest[nameLength..].TrimStart(" \t\n\f\r");
        if (nameLength == 0 || ReadOperator(ref rest) is not { } op) return MatcherParseResult.Failed("bad matcher format: " + text);
        string raw = rest.TrimStart(" \t\n\f\r").ToString();
        if (Unescape(raw) is not { } value) return MatcherParseResult.Failed("matcher value contains unescaped double quote: " + raw);
        try
        {
            return new([new Matcher(name, op, value, dotIsAll: false)], null);
        }
        catch (FormatException e)
        {
            return MatcherParseResult.Failed(AnchoredRegex.AnchoredProblem(value, e));
        }
    }

    // A comma inside quotes belongs to the value. The last part may be blank: a trailing comma.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        bool quoted = false, escaped = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ',' when !quoted:
                    parts.Add(text[start..i]);
                    start = i + 1;
                    break;
                case '"':
                    if (!escaped) quoted = !quoted;
                    escaped = false;
                    break;
                case '\\':
                    escaped = !escaped;
                    break;
                default:
                    escaped = false;
                    break;
            }
        }
        if (!string.IsNullOrWhiteSpace(text[start..])) parts.Add(text[start..].Trim());
        return parts;
    }

    private static MatchOperator? ReadOperator(ref ReadOnlySpan<char> rest)
    {
        (MatchOperator Operator, int Length)? found = rest switch
        {
            ['=', '~', ..] => (MatchOperator.Regex, 2),
            ['=', ..] => (MatchOperator.Equal, 1),
            ['!', '=', ..] => (MatchOperator.NotEqual, 2),
            ['!', '~', ..] => (MatchOperator.NotRegex, 2),
            _ => null,
        };
        if (found is not { } op) return null;
        rest = rest[op.Length..];
        return op.Operator;
    }

    // Null: a double quote where none may be.
    private static string? Unescape(string raw)
    {
        bool open = raw.StartsWith('"');
        ReadOnlySpan<char> text = open ? raw.AsSpan(1) : raw;
        var value = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                char next = text[++i];
                if (next == 'n') value.Append('\n');
                else if (next is '"' or '\\') value.Append(next);
                else value.Append('\\').Append(next);
            }
            else if (c == '"')
            {
                if (!open || i + 1 < text.Length) return null;
                open = false;
            }
            else value.Append(c);
        }
        return open ? null : value.ToString();
    }
}
