using System.Text;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Reads string literals of a selector with Go's escapes, as PromQL does; back-quoted ones are taken as they are.</summary>
internal static class SelectorEscapes
{
    /// <summary>The value of a literal with its quotes, whose escapes have no <see cref="Problem"/>.</summary>
    public static string Unquote(string literal)
    {
        string inner = literal[1..^1];
        if (literal[0] == '`' || !inner.Contains('\\')) return inner;
        // Escapes may name single bytes, which only together make characters: collect bytes.
        var bytes = new MemoryStream(inner.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < inner.Length;)
        {
            int run = inner.AsSpan(i).IndexOf('\\') is >= 0 and var found ? found : inner.Length - i;
            bytes.Write(Encoding.UTF8.GetBytes(inner.Substring(i, run)));
            i += run + 1;
            if (i >= inner.Length) break;
            char kind = inner[i];
            (int from, int length) = kind switch { 'x' => (1, 2), 'u' => (1, 4), 'U' => (1, 8), >= '0' and <= '7' => (0, 3), _ => (1, 0) };
            string digits = inner.Substring(i + from, length);
            i += from + length;
            if (kind is 'u' or 'U') bytes.Write(buffer[..new Rune(Convert.ToInt32(digits, 16)).EncodeToUtf8(buffer)]);
            else if (length > 0) bytes.WriteByte(Convert.ToByte(digits, kind == 'x' ? 16 : 8));
            else bytes.WriteByte("abfnrtv".IndexOf(kind) is >= 0 and var simple ? (byte)"\a\b\f\n\r\t\v"[simple] : (byte)kind);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>What is wrong with the escape whose backslash stands before <paramref name="at"/>; null: nothing.</summary>
    public static string? Problem(string text, int at, char quote)
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
}
