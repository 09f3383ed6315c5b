using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>
/// String literals as Go's strconv reads them, which both matchers of alertmanager.yml and PromQL hold. Back-quoted ones have no escapes;
/// <see cref="GoQuoting"/> is the other way.
/// </summary>
public static class GoStringLiteral
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text between the quotes with its escapes resolved; null when an escape is not valid or a line ends inside.</summary>
    /// <param name="literal">With its quotes.</param>
    /// <param name="isStrict">Bytes that are no UTF-8 make it null; else they become U+FFFD.</param>
    public static string? Unquote(string literal, bool isStrict = false)
    {
        char quote = literal[0];
        ReadOnlySpan<char> inner = literal.AsSpan(1, literal.Length - 2);
        if (quote != '`' && inner.Contains('\n')) return null;
        if (quote == '`' || !inner.Contains('\\')) return inner.ToString();
        // Escapes may name single bytes, which only together make characters: collect bytes.
        var bytes = new ArrayBufferWriter<byte>(inner.Length);
        for (int at = 0; at < inner.Length;)
        {
            int plain = inner[at..].IndexOf('\\');
            Encoding.UTF8.GetBytes(plain < 0 ? inner[at..] : inner.Slice(at, plain), bytes);
            if (plain < 0) break;
            at += plain + 1;
            if (ReadEscape(inner, ref at, quote, out int code, out bool isByte) is not null) return null;
            if (isByte) bytes.Write([(byte)code]);
            else bytes.Advance(new Rune(code).EncodeToUtf8(bytes.GetSpan(4)));
        }
        try
        {
            return (isStrict ? Strict : Encoding.UTF8).GetString(bytes.WrittenSpan);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What is wrong, in Go's words, with the escape whose backslash stands before <paramref name="at"/>; null: nothing.</summary>
    public static string? EscapeProblem(ReadOnlySpan<char> text, int at, char quote) => ReadEscape(text, ref at, quote, out _, out _);

    private static string? ReadEscape(ReadOnlySpan<char> text, ref int at, char quote, out int code, out bool isByte)
    {
        const string notTerminated = "escape sequence not terminated";
        (code, isByte) = (0, true);
        if (at >= text.Length) return notTerminated;
        char kind = text[at++];
        int simple = "abfnrtv\\".IndexOf(kind);
        code = simple >= 0 ? "\a\b\f\n\r\t\v\\"[simple] : kind;
        if (simple >= 0 || kind == quote) return null;
        (int length, int radix) = kind switch { 'x' => (2, 16), 'u' => (4, 16), 'U' => (8, 16), >= '0' and <= '7' => (3, 8), _ => (0, 0) };
        if (length == 0) return "unknown escape sequence " + Named(text[(at - 1)..]);
        if (radix == 8) at--;
        long number = 0;
        for (; length > 0; at++, length--)
        {
            if (at >= text.Length) return notTerminated;
            int digit = char.IsAsciiHexDigit(text[at]) ? int.Parse(text.Slice(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            if (digit >= radix) return $"illegal character {Named(text[at..])} in escape sequence";
            number = (number * radix) + digit;
        }
        isByte = radix == 8 || kind == 'x';
        code = (int)Math.Min(number, int.MaxValue);
        return (isByte ? code <= byte.MaxValue : Rune.IsValid(code)) ? null : "escape sequence is an invalid Unicode code point";
    }

    /// <summary>The first character as Go shows it: <c>U+0071 'q'</c>.</summary>
    private static string Named(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out _);
        return Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"U+{rune.Value:X4} '{rune}'";
    }
}
