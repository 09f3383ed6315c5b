using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A piece of what is shown.</summary>
internal abstract record ShownNode;

/// <summary>A text, quoted where it would be read as something else.</summary>
internal sealed record ShownText(string Value) : ShownNode;

/// <summary>A number, a truth value or null, as it is written.</summary>
internal sealed record ShownWord(string Value) : ShownNode;

/// <param name="OnOneLine">Written in brackets.</param>
internal sealed record ShownList(IReadOnlyList<ShownNode> Items, bool OnOneLine = false) : ShownNode;

/// <summary>A block; a key without a value is a remark.</summary>
internal sealed record ShownMap(IReadOnlyList<(string Key, ShownNode? Value)> Entries) : ShownNode;

/// <summary>Writes YAML in the style of Alertmanager's own writer, so that the two can be compared line by line.</summary>
internal static class ShownYaml
{
    private static readonly SearchValues<char> Unprintable = SearchValues.Create("\0\x01\x02\x03\x04\x05\x06\a\b\v\f\r\x0e\x0f\x1b\x7f\x85\u2028\u2029\ufeff");
    private static readonly SearchValues<char> InBrackets = SearchValues.Create(",?[]{}:");
    private static readonly SearchValues<char> Starts = SearchValues.Create("#,[]{}&*!|>'\"%@`");

    public static string Write(ShownMap root)
    {
        var text = new StringBuilder();
        WriteMap(text, root, 0, dash: false);
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, ShownMap map, int indent, bool dash)
    {
        // A remark has no place after a dash: it follows what stands there.
        IEnumerable<(string Key, ShownNode? Value)> entries = dash ? map.Entries.OrderBy(entry => entry.Value is null) : map.Entries;
        foreach ((string key, ShownNode? value) in entries)
        {
            if (!dash) text.Append(' ', indent);
            dash = false;
            if (value is null)
            {
                text.Append("# ").Append(key).Append('\n');
                continue;
            }
            text.Append(key.Contains('\n') ? DoubleQuoted(key) : Scalar(key, indent, inBrackets: false)).Append(':');
            WriteValue(text, value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, ShownNode value, int indent)
    {
        switch (value)
        {
            case ShownMap { Entries.Count: > 0 } map:
                text.Append('\n');
                WriteMap(text, map, indent + 2, dash: false);
                break;
            case ShownList { Items.Count: > 0, OnOneLine: false } list:
                text.Append('\n');
                foreach (ShownNode item in list.Items) WriteItem(text, item, indent);
                break;
            default:
                text.Append(' ').Append(Inline(value, indent)).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, ShownNode item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (item is ShownMap { Entries: { Count: > 0 } entries } map && entries.Any(entry => entry.Value is not null)) WriteMap(text, map, indent + 2, dash: true);
        else if (item is ShownList { Items.Count: > 0, OnOneLine: false } list)
        {
            var inner = new StringBuilder();
            foreach (ShownNode one in list.Items) WriteItem(inner, one, indent + 2);
            text.Append(inner.ToString().AsSpan(indent + 2));
        }
        else text.Append(Inline(item, indent)).Append('\n');
    }

    private static string Inline(ShownNode node, int indent) => node switch
    {
        ShownText value => Scalar(value.Value, indent, inBrackets: false),
        ShownWord word => word.Value,
        ShownList list => "[" + string.Join(", ", list.Items.Select(item => item is ShownText text ? Scalar(text.Value, indent, inBrackets: true) : Inline(item, indent))) + "]",
        _ => "{}",
    };

    private static string Scalar(string value, int indent, bool inBrackets)
    {
        if (value.AsSpan().ContainsAny(Unprintable)) return DoubleQuoted(value);
        if (value.Contains('\n')) return inBrackets || value.Contains(" \n", StringComparison.Ordinal) || value.Contains('\t') ? DoubleQuoted(value) : Literal(value, indent + 2);
        if (ShownWords.MeansMore(value)) return DoubleQuoted(value);
        return IsPlain(value, inBrackets) ? value : value.Contains('\t') ? DoubleQuoted(value) : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    private static bool IsPlain(string value, bool inBrackets)
    {
        if (value.Length == 0) return true;
        if (value[0] == ' ' || value[^1] == ' ' || Starts.Contains(value[0]) || value.Contains('\t')) return false;
        if (value.StartsWith("---", StringComparison.Ordinal) || value.StartsWith("...", StringComparison.Ordinal)) return false;
        // Not every reader takes a colon or a question mark at the start, though YAML would.
        if (value[0] is ':' or '?' || (value[0] == '-' && (value.Length == 1 || value[1] == ' '))) return false;
        if (value.Contains(": ", StringComparison.Ordinal) || value.EndsWith(':') || value.Contains(" #", StringComparison.Ordinal)) return false;
        return !inBrackets || !value.AsSpan().ContainsAny(InBrackets);
    }

    // Lines as they are; the mark says how it ends.
    private static string Literal(string value, int indent)
    {
        var text = new StringBuilder("|");
        if (value[0] is ' ' or '\n') text.Append('2');
        string body = value.TrimEnd('\n');
        int ends = value.Length - body.Length;
        text.Append(ends switch { 0 => "-", 1 when body.Length > 0 => "", _ => "+" });
        string lines = ends > 1 || body.Length == 0 ? value[..^1] : body;
        foreach (string line in lines.Split('\n'))
        {
            text.Append('\n');
            if (line.Length > 0) text.Append(' ', indent).Append(line);
        }
        return text.ToString();
    }

    private static string DoubleQuoted(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in value)
        {
            quoted = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' or '\x85' or '\u2028' or '\u2029' or '\ufeff' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }
}
