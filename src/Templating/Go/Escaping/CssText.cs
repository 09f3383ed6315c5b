using System.Globalization;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Values inside style sheets.</summary>
internal static class CssText
{
    private const int MaxEscapeDigits = 6;

    /// <summary>Reads the escapes of CSS: a backslash with hexadecimal digits and one white space, or with any other character.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                result.Append(text[at]);
                continue;
            }
            int end = at + 1;
            while (end < text.Length && end - at <= MaxEscapeDigits && char.IsAsciiHexDigit(text[end])) end++;
            if (end > at + 1)
            {
                int code = int.Parse(text.AsSpan(at + 1, end - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                result.Append((Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar).ToString());
                if (end < text.Length && text[end] is ' ' or '\t' or '\n' or '\f' or '\r') end++;
                at = end - 1;
            }
            else if (end < text.Length)
            {
                result.Append(text[end]);
                at = end;
            }
        }
        return result.ToString();
    }

    /// <summary>For a string: everything that could end it becomes an escape.</summary>
    public static string Escape(string text, GoRun run)
    {
        var output = new GoWriter(run);
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\') output.Write(@"\\");
            else if (c is '\0' or '\t' or '\n' or '\f' or '\r' or '"' or '&' or '\'' or '(' or ')' or '+' or '/' or ':' or ';' or '<' or '>' or '{' or '}')
            {
                output.Write('\\').Write(((int)c).ToString("x", CultureInfo.InvariantCulture));
                bool runsOn = at + 1 == text.Length || char.IsAsciiHexDigit(text[at + 1]) || text[at + 1] is ' ' or '\t' or '\n' or '\f' or '\r';
                if (runsOn) output.Write(' ');
            }
            else output.Write(c);
        }
        return output.Take();
    }

    /// <summary>For a bare value: what could be more than a number, a name or a colour is refused.</summary>
    public static string Filter(string text)
    {
        string decoded = Decode(text);
        var word = new StringBuilder();
        for (int at = 0; at < decoded.Length; at++)
        {
            char c = decoded[at];
            if (c is '\0' or '"' or '\'' or '(' or ')' or '/' or ';' or '@' or '[' or '\\' or ']' or '`' or '{' or '}' or '<' or '>') return Escapers.Refused;
            if (c == '-' && at > 0 && decoded[at - 1] == '-') return Escapers.Refused;
            if (char.IsAsciiLetterOrDigit(c) || c is '_') word.Append(char.ToLowerInvariant(c));
        }
        string name = word.ToString();
        bool runs = name.Contains("expression", StringComparison.Ordinal) || name.Contains("mozbinding", StringComparison.Ordinal);
        return runs ? Escapers.Refused : decoded;
    }
}
