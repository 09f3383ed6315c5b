using System.Globalization;
using Tocsin.Model.Time;

namespace Tocsin.PromQL.Parsing;

/// <summary>Numbers (decimal, hexadecimal, with underscores) and durations as they are written in queries.</summary>
internal static class NumberScanner
{
    /// <summary>Characters that belong to the number at the start of the text; negative when they do not make one.</summary>
    public static int Scan(ReadOnlySpan<char> text, out bool isDuration)
    {
        isDuration = false;
        int at = 0;
        bool plain = true;
        if (text.Length > 1 && text[0] == '0' && text[1] is 'x' or 'X')
        {
            at = 2;
            while (at < text.Length && (char.IsAsciiHexDigit(text[at]) || text[at] == '_')) at++;
        }
        else
        {
            at = Digits(text, 0);
            if (at < text.Length && text[at] == '.')
            {
                plain = false;
                at = Digits(text, at + 1);
            }
            if (at < text.Length && text[at] is 'e' or 'E')
            {
                int exponent = at + 1;
                if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
                if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                {
                    plain = false;
                    at = Digits(text, exponent);
                }
            }
        }
        if (at >= text.Length || !IsWordCharacter(text[at])) return at;
        int end = at;
        while (end < text.Length && IsWordCharacter(text[end])) end++;
        if (!plain || !PromDuration.TryParse(text[..end], out _)) return -end;
        isDuration = true;
        return end;
    }

    /// <summary>The value of a number token; false when it is out of the language's forms.</summary>
    public static bool TryParse(string text, out double value)
    {
        value = 0;
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase)) value = double.PositiveInfinity;
        else if (text.Equals("nan", StringComparison.OrdinalIgnoreCase)) value = double.NaN;
        else if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!ulong.TryParse(text.Replace("_", "", StringComparison.Ordinal).AsSpan(2), NumberStyles.AllowHexSpecifier, null, out ulong hex)) return false;
            value = hex;
        }
        else if (IsOctal(text)) return TryOctal(text, out value);
        else
            return double.TryParse(
                text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
                out value);
        return true;
    }

    /// <summary>Upstream reads integers with a base prefix first: a leading zero makes 0755 an octal number, as long as its digits allow it.</summary>
    private static bool IsOctal(string text) => text.Length > 1 && text[0] == '0' && text.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0;

    private static bool TryOctal(string text, out double value)
    {
        value = 0;
        foreach (char digit in text) value = (value * 8) + (digit - '0');
        return value <= long.MaxValue;
    }

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_')) at++;
        return at;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
