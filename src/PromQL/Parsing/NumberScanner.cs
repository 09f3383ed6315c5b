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
        bool isHex = text.Length > 1 && text[0] == '0' && text[1] is 'x' or 'X';
        bool isNumber = isHex ? TryHex(text, out int at) : TryDecimal(text, out at);
        if (isNumber && (at >= text.Length || !IsWordCharacter(text[at]))) return at;
        // Whether the units stand in the right order is found when the duration is read.
        isDuration = TryUnits(text, ref at);
        return isDuration ? at : -at;
    }

    private static bool TryHex(ReadOnlySpan<char> text, out int at)
    {
        at = 2;
        while (at < text.Length && (char.IsAsciiHexDigit(text[at]) || text[at] == '_')) at++;
        return true;
    }

    /// <summary>Digits in groups, at most one point and one exponent. Stops behind what cannot be.</summary>
    private static bool TryDecimal(ReadOnlySpan<char> text, out int at)
    {
        bool point = false, exponent = false;
        // A point at the start is not counted as upstream's, behind a zero neither: what then has two of them is no number, which is found later.
        at = text.Length > 0 && text[0] == '0' ? 1 : 0;
        if (at < text.Length && text[at] == '.') at++;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsAsciiDigit(c))
            {
                at++;
                continue;
            }
            bool isPoint = c == '.', isExponent = c is 'e' or 'E';
            if (!isPoint && !isExponent && c != '_') break;
            at++;
            if ((isPoint && point) || (isExponent && exponent)) return false;
            point |= isPoint;
            exponent |= isExponent;
            if (isExponent && at < text.Length && text[at] is '+' or '-') at++;
            if (at >= text.Length && !isPoint) return false;
            if (at < text.Length && (text[at] is '.' or '_' || (!isPoint && text[at] is 'e' or 'E')))
            {
                at++;
                return false;
            }
        }
        return true;
    }

    private static bool TryUnits(ReadOnlySpan<char> text, ref int at)
    {
        for (string units = "smhdwy"; ; units = "smhdw")
        {
            if (at >= text.Length || !units.Contains(text[at], StringComparison.Ordinal)) return false;
            at++;
            if (at < text.Length && text[at] == 's') at++;
            int from = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == from) break;
        }
        if (at >= text.Length || !IsWordCharacter(text[at])) return true;
        at++;
        return false;
    }

    /// <summary>The value of a number token; false when it is out of the language's forms.</summary>
    public static bool TryParse(string text, out double value)
    {
        value = 0;
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase)) value = double.PositiveInfinity;
        else if (text.Equals("nan", StringComparison.OrdinalIgnoreCase)) value = double.NaN;
        else if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!long.TryParse(text.Replace("_", "", StringComparison.Ordinal).AsSpan(2), NumberStyles.AllowHexSpecifier, null, out long hex) || hex < 0) return false;
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

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
