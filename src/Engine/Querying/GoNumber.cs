using System.Globalization;

namespace Tocsin.Engine.Querying;

/// <summary>
/// Numbers in the parameters of the HTTP API, in all the forms that Go reads: decimal, hexadecimal with a power of two, infinities, not a number,
/// underscores between digits. What is too large for a double is refused.
/// </summary>
internal static class GoNumber
{
    public static bool TryParse(string text, out double value)
    {
        value = 0;
        // The framework passes over zeros at the end.
        if (text.Contains('\0')) return false;
        ReadOnlySpan<char> rest = text;
        bool negative = rest is ['-', ..];
        if (rest is ['+' or '-', ..]) rest = rest[1..];
        if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase) || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase)) value = double.PositiveInfinity;
        else if (text.Equals("nan", StringComparison.OrdinalIgnoreCase)) value = double.NaN;
        else if (rest is not ['.' or (>= '0' and <= '9'), ..] || !UnderscoresFit(rest)) return false;
        else
        {
            string digits = new string(rest).Replace("_", "", StringComparison.Ordinal);
            bool isHex = digits is ['0', 'x' or 'X', ..];
            if (!(isHex ? TryHexadecimal(digits.AsSpan(2), out value) : TryDecimal(digits, out value)) || double.IsInfinity(value)) return false;
        }
        if (negative) value = -value;
        return true;
    }

    private static bool TryDecimal(string digits, out double value) =>
        double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);

    private static bool TryHexadecimal(ReadOnlySpan<char> digits, out double value)
    {
        value = 0;
        int power = digits.IndexOfAny('p', 'P');
        // Without a power it is none.
        if (power < 0 || digits[(power + 1)..] is [' ', ..]) return false;
        if (!int.TryParse(digits[(power + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)) return false;
        ulong mantissa = 0;
        bool afterPoint = false, any = false;
        foreach (char c in digits[..power])
        {
            if (c == '.' && !afterPoint)
            {
                afterPoint = true;
                continue;
            }
            if (!char.IsAsciiHexDigit(c)) return false;
            any = true;
            // Sixty bits decide; what is lost below them only has to be known as something.
            bool fits = mantissa < 1UL << 56;
            uint digit = (uint)Convert.FromHexString(['0', c])[0];
            mantissa = fits ? (mantissa << 4) | digit : mantissa | (digit == 0 ? 0u : 1u);
            if (fits && afterPoint) exponent -= 4;
            else if (!fits && !afterPoint) exponent += 4;
        }
        value = Math.ScaleB(mantissa, Math.Clamp(exponent, -5000, 5000));
        return any;
    }

    /// <summary>An underscore stands between two digits; the prefix of a base counts as one.</summary>
    private static bool UnderscoresFit(ReadOnlySpan<char> text)
    {
        if (!text.Contains('_')) return true;
        bool isHex = text is ['0', 'x' or 'X', ..], afterDigit = text is ['0', 'x' or 'X' or 'b' or 'B' or 'o' or 'O', ..], afterUnderscore = false;
        foreach (char c in afterDigit ? text[2..] : text)
        {
            bool isDigit = isHex ? char.IsAsciiHexDigit(c) : char.IsAsciiDigit(c);
            if ((c == '_' && !afterDigit) || (afterUnderscore && !isDigit)) return false;
            (afterUnderscore, afterDigit) = (c == '_', isDigit);
        }
        return !afterUnderscore;
    }
}
