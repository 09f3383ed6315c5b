using System.Globalization;
using System.Text;

namespace Tocsin.Model.Matchers;

/// <summary>Go's double-quoted string literals, as label names and values are written in the UTF-8 matcher language.</summary>
internal static class GoStringParser
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text between the quotes with its escapes resolved; null when an escape is unknown or the bytes are no UTF-8.</summary>
    public static string? Unquote(string quoted)
    {
        ReadOnlySpan<char> rest = quoted.AsSpan(1, quoted.Length - 2);
        if (rest.Contains('\n')) return null;
        if (!rest.Contains('\\')) return rest.ToString();
        var bytes = new List<byte>(rest.Length);
        while (!rest.IsEmpty)
        {
            int plain = rest.IndexOf('\\');
            if (plain < 0) plain = rest.Length;
            bytes.AddRange(Encoding.UTF8.GetBytes(rest[..plain].ToString()));
            rest = rest[plain..];
            if (!rest.IsEmpty && !Escape(ref rest, bytes)) return null;
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool Escape(ref ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (rest.Length < 2) return false;
        char kind = rest[1];
        int simple = "abfnrtv\\\"".IndexOf(kind);
        if (simple >= 0)
        {
            bytes.Add("\a\b\f\n\r\t\v\\\""u8[simple]);
            rest = rest[2..];
            return true;
        }
        return kind switch
        {
            'x' => Number(ref rest, 2, 2, bytes),
            'u' => Number(ref rest, 2, 4, bytes),
            'U' => Number(ref rest, 2, 8, bytes),
            >= '0' and <= '7' => Octal(ref rest, bytes),
            _ => false,
        };
    }

    private static bool Number(ref ReadOnlySpan<char> rest, int skip, int digits, List<byte> bytes)
    {
        if (rest.Length < skip + digits || !uint.TryParse(rest.Slice(skip, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number))
            return false;
        rest = rest[(skip + digits)..];
        if (digits == 2) bytes.Add((byte)number);
        else if (Rune.IsValid(number)) bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(number).ToString()));
        else return false;
        return true;
    }

    private static bool Octal(ref ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (rest.Length < 4 || rest[1..4].ContainsAnyExceptInRange('0', '7')) return false;
        int number = (rest[1] - '0') * 64 + (rest[2] - '0') * 8 + rest[3] - '0';
        if (number > 255) return false;
        bytes.Add((byte)number);
        rest = rest[4..];
        return true;
    }
}
