using System.Globalization;
using System.Text;

namespace Tocsin.PromQL.Parsing;

/// <summary>Numbers as upstream prints them: the shortest digits that read back as the same value.</summary>
internal static class NumberText
{
    /// <summary>With an exponent below 1e-4 and from 1e21, as in messages.</summary>
    public static string General(double value)
    {
        if (Special(value) is { } special) return special;
        (bool negative, string digits, int exponent) = Split(value);
        if (exponent is >= -4 and < 21) return Plain(negative, digits, exponent);
        string fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>Never with an exponent, as in printed expressions and in label values made of numbers.</summary>
    public static string Fixed(double value)
    {
        if (Special(value) is { } special) return special;
        (bool negative, string digits, int exponent) = Split(value);
        return Plain(negative, digits, exponent);
    }

    /// <summary>As in the label values of OpenMetrics: whole numbers end in <c>.0</c>.</summary>
    public static string WithPoint(double value)
    {
        string text = General(value);
        return Special(value) is null && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    private static string? Special(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : null;

    private static string Plain(bool negative, string digits, int exponent)
    {
        var text = new StringBuilder(negative ? "-" : "");
        if (exponent < 0) text.Append("0.").Append('0', -exponent - 1).Append(digits);
        else if (digits.Length <= exponent + 1) text.Append(digits).Append('0', exponent + 1 - digits.Length);
        else text.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1);
        return text.ToString();
    }

    /// <summary>Sign, significant digits without trailing zeros, and the decimal exponent of the first one.</summary>
    private static (bool Negative, string Digits, int Exponent) Split(double value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        bool negative = shortest[0] == '-';
        if (value == 0) return (negative, "0", 0);
        int exponentAt = shortest.IndexOf('E');
        string mantissa = (exponentAt < 0 ? shortest : shortest[..exponentAt]).TrimStart('-');
        int exponent = exponentAt < 0 ? 0 : int.Parse(shortest.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.');
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int leading = digits.AsSpan().IndexOfAnyExcept('0');
        exponent += (point < 0 ? mantissa.Length : point) - 1 - leading;
        return (negative, digits[leading..].TrimEnd('0'), exponent);
    }
}
