using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Templating.Go.Values;

/// <summary>Go's quoted literals, written and read.</summary>
internal static class GoQuote
{
    public static string Quote(string text, char quote = '"', bool asciiOnly = false) => GoQuoting.Quote(text, quote, asciiOnly);

    /// <summary>Whether a raw literal can hold the text.</summary>
    public static bool CanBackquote(string text) =>
        !text.Any(c => c is '`' or '\x7F' or '\uFEFF' or '\uFFFD' || (c < ' ' && c != '\t'));

    public static bool IsPrintable(Rune rune) => GoQuoting.IsPrintable(rune);

    /// <summary>Reads a literal with its quotes, <c>"..."</c>, <c>`...`</c> or <c>'x'</c>.</summary>
    public static bool TryUnquote(string literal, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (literal.Length < 2 || literal[0] != literal[^1]) return false;
        string inner = literal[1..^1];
        if (literal[0] == '`')
        {
            text = inner.Replace("\r", "", StringComparison.Ordinal);
            return true;
        }
        var bytes = new List<byte>(inner.Length);
        for (int i = 0; i < inner.Length;)
        {
            if (inner[i] == literal[0] || inner[i] == '\n') return false;
            if (inner[i] == '\\')
            {
                if (!Escape(inner, ref i, literal[0], bytes)) return false;
                continue;
            }
            Rune.DecodeFromUtf16(inner.AsSpan(i), out Rune rune, out int used);
            AddRune(bytes, rune);
            i += used;
        }
        text = Encoding.UTF8.GetString([.. bytes]);
        return true;
    }

    /// <summary>Whether a valid character, plain or escaped, follows the opening quote of a literal.</summary>
    public static bool BeginsWithCharacter(string literal)
    {
        int at = 0;
        string inner = literal[1..];
        if (inner.Length == 0 || inner[0] == literal[0]) return false;
        return inner[0] != '\\' || Escape(inner, ref at, literal[0], []);
    }

    private static bool Escape(string s, ref int i, char quote, List<byte> bytes)
    {
        if (i + 1 >= s.Length) return false;
        char c = s[i + 1];
        i += 2;
        int simple = c switch
        {
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '\\' => '\\',
            '\'' or '"' when c == quote => c,
            _ => -1,
        };
        if (simple >= 0)
        {
            bytes.Add((byte)simple);
            return true;
        }
        return c switch
        {
            'x' => Code(s, ref i, 2, 16, bytes, asByte: true),
            'u' => Code(s, ref i, 4, 16, bytes, asByte: false),
            'U' => Code(s, ref i, 8, 16, bytes, asByte: false),
            >= '0' and <= '7' => Code(s, ref i, -1, 8, bytes, asByte: true),
            _ => false,
        };
    }

    /// <summary>A negative count means an octal escape: three digits, the first of which was read already.</summary>
    private static bool Code(string s, ref int i, int digits, int radix, List<byte> bytes, bool asByte)
    {
        if (digits < 0)
        {
            i--;
            digits = 3;
        }
        long code = 0;
        for (int end = i + digits; i < end; i++)
        {
            int digit = i < s.Length && char.IsAsciiHexDigit(s[i]) ? Convert.ToInt32(s[i].ToString(), 16) : radix;
            if (digit >= radix) return false;
            code = code * radix + digit;
        }
        if (asByte)
        {
            if (code > byte.MaxValue) return false;
            bytes.Add((byte)code);
            return true;
        }
        if (code > int.MaxValue || !Rune.IsValid((int)code)) return false;
        AddRune(bytes, new Rune((int)code));
        return true;
    }

    private static void AddRune(List<byte> bytes, Rune rune)
    {
        Span<byte> buffer = stackalloc byte[4];
        bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
    }
}
