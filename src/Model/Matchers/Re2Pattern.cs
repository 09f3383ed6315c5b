using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Model.Matchers;

/// <summary>
/// Brings RE2 syntax, which <see cref="Re2Syntax"/> has looked at, to .NET's engine. What RE2 lacks (look-around, back-references, atomic groups, possessive quantifiers) is refused, so that a
/// pattern means here what it means everywhere else in the field.
/// </summary>
public static class Re2Pattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <exception cref="FormatException">The engine refuses the translated pattern.</exception>
    public static Regex Compile(string translated)
    {
        try
        {
            return new Regex(translated, Options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // The syntax has been looked at before: what is left is what the engine has no room for.
            throw new FormatException(e is NotSupportedException ? "expression too large" : e.Message, e);
        }
    }

    /// <exception cref="FormatException">The pattern uses what RE2 does not have.</exception>
    public static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        bool inClass = false, multiline = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\') i = Escape(pattern, i, inClass, result);
            else if (inClass) i = InClass(pattern, i, result, ref inClass);
            else if (c == '[')
            {
                inClass = true;
                i = OpenClass(pattern, i, result);
            }
            else if (c == '(' && i + 1 < pattern.Length && pattern[i + 1] == '?') i = Group(pattern, i, result, ref multiline);
            // .NET's `$` also matches before a last line feed, RE2's does only under (?m), where both mean the same.
            else if (c == '$') result.Append(multiline ? "$" : @"\z");
            else if (c is '*' or '+' or '?' && i + 1 < pattern.Length && pattern[i + 1] == '+')
                throw new FormatException($"invalid nested repetition operator: `{c}+`");
            else result.Append(c);
        }
        return result.ToString();
    }

    private static int OpenClass(string pattern, int i, StringBuilder result)
    {
        result.Append('[');
        if (i + 1 < pattern.Length && pattern[i + 1] == '^')
        {
            result.Append('^');
            i++;
        }
        // A bracket right after the opening one is a literal.
        if (i + 1 < pattern.Length && pattern[i + 1] == ']')
        {
            result.Append(@"\]");
            i++;
        }
        return i;
    }

    private static int InClass(string pattern, int i, StringBuilder result, ref bool inClass)
    {
        char c = pattern[i];
        if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
        {
            int end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
            string name = end < 0 ? "" : pattern[(i + 2)..end];
            result.Append(PosixClass(name) ?? throw new FormatException($"invalid character class range: `[:{name}:]`"));
            return end + 1;
        }
        // .NET reads `-[` as class subtraction and `[` alone as itself; escaping is right in both.
        if (c == '[') result.Append(@"\[");
        else result.Append(c);
        if (c == ']') inClass = false;
        return i;
    }

    private static string? PosixClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };

    private static int Escape(string pattern, int i, bool inClass, StringBuilder result)
    {
        if (i + 1 >= pattern.Length) throw new FormatException("trailing backslash at end of expression");
        char c = pattern[i + 1];
        switch (c)
        {
            case >= '1' and <= '9' or 'k' or 'G' or 'Z':
                throw new FormatException($"invalid escape sequence: `\\{c}`");
            // ASCII classes in RE2, Unicode ones in .NET.
            case 'd': result.Append(inClass ? "0-9" : "[0-9]"); break;
            case 'w': result.Append(inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]"); break;
            case 's': result.Append(inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]"); break;
            case 'D': result.Append(inClass ? @"\x00-/:-\uFFFF" : "[^0-9]"); break;
            case 'W': result.Append(inClass ? @"\x00-/:-@\[-\^`{-\uFFFF" : "[^0-9A-Za-z_]"); break;
            case 'S': result.Append(inClass ? @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF" : @"[^\t\n\f\r ]"); break;
            case 'Q':
                int end = pattern.IndexOf(@"\E", i + 2, StringComparison.Ordinal);
                int stop = end < 0 ? pattern.Length : end;
                result.Append(Regex.Escape(pattern[(i + 2)..stop]));
                return end < 0 ? pattern.Length - 1 : end + 1;
            case 'x' when i + 2 < pattern.Length && pattern[i + 2] == '{':
                return BracedHex(pattern, i, result);
            default: result.Append('\\').Append(c); break;
        }
        return i + 1;
    }

    private static int BracedHex(string pattern, int i, StringBuilder result)
    {
        int end = pattern.IndexOf('}', i);
        if (end < 0 || !int.TryParse(pattern.AsSpan(i + 3, end - i - 3), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int code)
            || !Rune.IsValid(code))
            throw new FormatException("invalid escape sequence: `\\x{`");
        result.Append(Regex.Escape(new Rune(code).ToString()));
        return end;
    }

    // A flag counts to the end of its group; taking it to the end of the pattern errs only where `$` follows such a group.
    private static int Group(string pattern, int i, StringBuilder result, ref bool multiline)
    {
        ReadOnlySpan<char> rest = pattern.AsSpan(i + 2);
        if (rest.StartsWith("P<") || (rest.StartsWith("<") && rest.Length > 1 && rest[1] is not ('=' or '!')))
        {
            result.Append("(?<");
            return i + 2 + (rest[0] == 'P' ? 1 : 0);
        }
        int flags = rest.IndexOfAnyExcept("imsU-");
        if (flags < 0 || rest[flags] is not (':' or ')') || rest[..flags].Contains('U'))
            throw new FormatException($"invalid or unsupported Perl syntax: `(?{(rest.IsEmpty ? "" : rest[0].ToString())}`");
        int minus = rest[..flags].IndexOf('-');
        if (rest[..(minus < 0 ? flags : minus)].Contains('m')) multiline = true;
        result.Append("(?").Append(rest[..(flags + 1)]);
        return i + 2 + flags;
    }
}
