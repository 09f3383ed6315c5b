using System.Globalization;
using System.Numerics;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>Reads Go's number literals: decimal, 0x, 0o, 0b, underscores, hexadecimal floats, characters, imaginary and complex ones.</summary>
internal static class NumberReader
{
    /// <summary>Null with an error when it is none.</summary>
    public static NumberNode? Read(Token token, out string error)
    {
        error = "";
        var node = new NumberNode(token.Position, token.Line, token.Text);
        switch (token.Kind)
        {
            case TokenKind.CharacterConstant:
                if (GoQuote.TryUnquote(token.Text, out string? text) && text.EnumerateRunes().Count() == 1)
                {
                    int code = text.EnumerateRunes().First().Value;
                    return node with { Integer = code, Unsigned = true, Float = code };
                }
                error = GoQuote.BeginsWithCharacter(token.Text) ? "malformed character constant: " + token.Text : "invalid syntax";
                return null;
            case TokenKind.Complex:
                int split = token.Text.LastIndexOfAny(['+', '-']);
                if (TryFloat(token.Text[..split], out double real) && TryFloat(token.Text[split..^1], out double imaginary))
                    return FromComplex(node, new Complex(real, imaginary));
                break;
            case TokenKind.Number when token.Text.EndsWith('i'):
                if (TryFloat(token.Text[..^1], out double alone)) return FromComplex(node, new Complex(0, alone));
                break;
            default:
                return Plain(node, out error);
        }
        error = "illegal number syntax: " + GoQuote.Quote(token.Text);
        return null;
    }

    private static NumberNode? Plain(NumberNode node, out string error)
    {
        error = "";
        if (TryInteger(node.Text, out BigInteger integer) && integer >= long.MinValue && integer <= ulong.MaxValue)
        {
            bool fits = integer <= long.MaxValue;
            return node with { Integer = fits ? (long)integer : null, Unsigned = integer.Sign >= 0, Float = (double)integer };
        }
        if (TryFloat(node.Text, out double value))
        {
            if (!node.Text.AsSpan().ContainsAny(".eEpP"))
            {
                error = "integer overflow: " + GoQuote.Quote(node.Text);
                return null;
            }
            bool whole = value >= long.MinValue && value < long.MaxValue && Math.Truncate(value) == value;
            return node with { Integer = whole ? (long)value : null, Unsigned = whole && value >= 0, Float = value };
        }
        error = "illegal number syntax: " + GoQuote.Quote(node.Text);
        return null;
    }

    private static NumberNode FromComplex(NumberNode node, Complex value)
    {
        if (value.Imaginary != 0) return node with { Complex = value };
        bool whole = Math.Truncate(value.Real) == value.Real;
        return node with { Complex = value, Float = value.Real, Integer = whole ? (long)value.Real : null };
    }

    /// <summary>An integer in any base; a leading zero alone means octal.</summary>
    public static bool TryInteger(string text, out BigInteger value)
    {
        value = BigInteger.Zero;
        bool negative = text.StartsWith('-');
        string digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || !PlainUnderscores(digits)) return false;
        int radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, _ => 8 };
            digits = digits[(char.IsAsciiLetter(digits[1]) ? 2 : 1)..];
        }
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 80) return false;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 16;
            if (digit >= radix) return false;
            value = value * radix + digit;
        }
        if (negative) value = -value;
        return true;
    }

    public static bool TryFloat(string text, out double value)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        string bare = digits.TrimStart('+', '-');
        if (bare.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return TryHexFloat(bare[2..], digits.StartsWith('-'), out value);
        value = 0;
        return bare.Length > 0 && (char.IsAsciiDigit(bare[0]) || bare[0] == '.') && PlainUnderscores(text)
            && double.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static bool TryHexFloat(string text, bool negative, out double value)
    {
        value = 0;
        int p = text.IndexOfAny(['p', 'P']);
        if (p < 0 || !int.TryParse(text.AsSpan(p + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)) return false;
        string[] parts = text[..p].Split('.');
        string digits = string.Concat(parts);
        if (parts.Length > 2 || digits.Length is 0 or > 64 || !digits.All(char.IsAsciiHexDigit)) return false;
        double mantissa = digits.Aggregate(0.0, (m, c) => m * 16 + Convert.ToInt32(c.ToString(), 16));
        value = mantissa * Math.Pow(2, exponent - (parts.Length == 2 ? 4 * parts[1].Length : 0));
        if (negative) value = -value;
        return double.IsFinite(value);
    }

    /// <summary>Go wants an underscore between digits or behind the base's prefix.</summary>
    private static bool PlainUnderscores(string digits) =>
        !digits.Contains('_', StringComparison.Ordinal)
        || (!digits.EndsWith('_') && !digits.StartsWith('_') && !digits.Contains("__", StringComparison.Ordinal));
}
