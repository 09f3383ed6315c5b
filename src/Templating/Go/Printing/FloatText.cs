using System.Globalization;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Floating-point numbers as Go writes them.</summary>
internal static class FloatText
{
    private const int LargestPlainExponent = 21;

    /// <summary>%v: the shortest text that reads back, with an exponent when that is shorter than 21 digits would be.</summary>
    public static string General(double value) => Format(value, 'g', -1);

    /// <param name="verb">e, E, f, g or G.</param>
    /// <param name="precision">-1: as many digits as are needed.</param>
    public static string Format(double value, char verb, int precision)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        string sign = double.IsNegative(value) ? "-" : "";
        return sign + char.ToLowerInvariant(verb) switch
        {
            'e' => Exponent(Digits(value, precision < 0 ? -1 : precision + 1), precision, verb),
            'f' => Fixed(FixedDigits(value, precision), precision),
            _ => Shorter(value, precision, verb),
        };
    }

    /// <summary>As encoding/json writes it.</summary>
    public static string Json(double value)
    {
        double size = Math.Abs(value);
        if (size == 0 || (size >= 1e-6 && size < Math.Pow(10, LargestPlainExponent))) return Format(value, 'f', -1);
        string text = Format(value, 'e', -1);
        // e-09 is written e-9.
        return text.Length > 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? text[..^2] + text[^1] : text;
    }

    private static DecimalDigits Digits(double value, int count) =>
        count < 0 ? DecimalDigits.Shortest(value) : DecimalDigits.Exact(value).RoundTo(count);

    private static DecimalDigits FixedDigits(double value, int precision)
    {
        if (precision < 0) return DecimalDigits.Shortest(value);
        DecimalDigits exact = DecimalDigits.Exact(value);
        return exact.RoundTo(exact.Point + precision);
    }

    private static string Shorter(double value, int precision, char verb)
    {
        if (precision == 0) precision = 1;
        DecimalDigits digits = Digits(value, precision);
        int limit = precision;
        if (limit > digits.Digits.Length && digits.Digits.Length >= digits.Point) limit = digits.Digits.Length;
        if (precision < 0) limit = 6;
        int exponent = digits.Digits.Length == 0 ? 0 : digits.Point - 1;
        if (exponent < -4 || exponent >= Math.Max(limit, 1) && !(digits.Digits.Length == 0))
            return Exponent(digits, digits.Digits.Length - 1, verb == 'G' ? 'E' : 'e');
        return Fixed(digits, Math.Max(digits.Digits.Length - digits.Point, 0));
    }

    private static string Exponent(DecimalDigits number, int precision, char letter)
    {
        string digits = number.Digits.Length == 0 ? "0" : number.Digits;
        int places = precision < 0 ? digits.Length - 1 : precision;
        int exponent = number.Digits.Length == 0 ? 0 : number.Point - 1;
        string fraction = digits.Length > 1 ? digits[1..] : "";
        string text = digits[..1] + (places > 0 ? "." + fraction.PadRight(places, '0') : "");
        return text + letter + (exponent < 0 ? '-' : '+') + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }

    private static string Fixed(DecimalDigits number, int precision)
    {
        string digits = number.Digits;
        int places = precision < 0 ? Math.Max(digits.Length - number.Point, 0) : precision;
        string whole = number.Point <= 0 ? "0" : digits.PadRight(number.Point, '0')[..number.Point];
        if (places == 0) return whole;
        string fraction = number.Point <= 0 ? new string('0', Math.Min(-number.Point, places)) + digits
            : digits.Length > number.Point ? digits[number.Point..] : "";
        return whole + "." + fraction.PadRight(places, '0')[..places];
    }
}
