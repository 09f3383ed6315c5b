using System.Globalization;
using System.Text;

namespace Tocsin.PromQL.Parsing;

/// <summary>Reads string literals with Go's escapes; back-quoted ones are taken as they are.</summary>
internal static class QuotedText
{
    /// <summary>The value of a literal with its quotes, or null when an escape is not valid.</summary>
    public static string? Unquote(string literal)
    {
        string inner = literal[1..^1];
        if (literal[0] == '`' || !inner.Contains('\\')) return inner;
        // Escapes may name single bytes, which only together make characters: collect bytes.
        var bytes = new MemoryStream(inner.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\')
            {
                int run = inner.AsSpan(i).IndexOf('\\');
                run = run < 0 ? inner.Length - i : run;
                bytes.Write(Encoding.UTF8.GetBytes(inner.Substring(i, run)));
                i += run - 1;
                continue;
            }
            if (++i >= inner.Length) return null;
            int simple = "abfnrtv\\".IndexOf(inner[i]);
            if (simple >= 0) bytes.WriteByte((byte)"\a\b\f\n\r\t\v\\"[simple]);
            else if (inner[i] == literal[0]) bytes.WriteByte((byte)literal[0]);
            else if (inner[i] is >= '0' and <= '7')
            {
                if (!TryDigits(inner, i, 3, 8, out int octal) || octal > 255) return null;
                bytes.WriteByte((byte)octal);
                i += 2;
            }
            else if (inner[i] == 'x')
            {
                if (!TryDigits(inner, i + 1, 2, 16, out int value)) return null;
                bytes.WriteByte((byte)value);
                i += 2;
            }
            else if (inner[i] is 'u' or 'U')
            {
                int length = inner[i] == 'u' ? 4 : 8;
                if (!TryDigits(inner, i + 1, length, 16, out int code) || !Rune.IsValid(code)) return null;
                bytes.Write(buffer[..new Rune(code).EncodeToUtf8(buffer)]);
                i += length;
            }
            else return null;
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>What is wrong with the escape whose backslash stands before <paramref name="at"/>; null: nothing.</summary>
    public static string? EscapeProblem(string text, int at, char quote)
    {
        const string notTerminated = "escape sequence not terminated";
        if (at >= text.Length) return notTerminated;
        char kind = text[at];
        if (kind == quote || "abfnrtv\\".Contains(kind, StringComparison.Ordinal)) return null;
        (int length, int radix) = kind switch { 'x' => (2, 16), 'u' => (4, 16), 'U' => (8, 16), >= '0' and <= '7' => (3, 8), _ => (0, 0) };
        if (length == 0) return "unknown escape sequence " + Named(text, at);
        long code = 0;
        for (int i = radix == 8 ? at : at + 1; length > 0; i++, length--)
        {
            if (i >= text.Length) return notTerminated;
            int digit = char.IsAsciiHexDigit(text[i]) ? Convert.ToInt32(text[i].ToString(), 16) : radix;
            if (digit >= radix) return $"illegal character {Named(text, i)} in escape sequence";
            code = (code * radix) + digit;
        }
        bool isByte = radix == 8 || kind == 'x';
        return (isByte ? code <= 255 : code <= int.MaxValue && Rune.IsValid((int)code)) ? null : "escape sequence is an invalid Unicode code point";
    }

    /// <summary>A character as Go shows it: <c>U+0071 'q'</c>.</summary>
    private static string Named(string text, int at)
    {
        Rune rune = Rune.TryGetRuneAt(text, at, out Rune found) ? found : Rune.ReplacementChar;
        return Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"U+{rune.Value:X4} '{rune}'";
    }

    private static bool TryDigits(string text, int at, int length, int radix, out int value)
    {
        value = 0;
        if (at + length > text.Length) return false;
        foreach (char c in text.AsSpan(at, length))
        {
            if (!int.TryParse(c.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int digit) || digit >= radix) return false;
            value = unchecked((value * radix) + digit);
        }
        return true;
    }
}
