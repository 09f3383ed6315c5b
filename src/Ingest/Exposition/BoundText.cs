using System.Globalization;
using System.Text;

namespace Tocsin.Ingest.Exposition;

/// <summary>
/// Writes the bound of a bucket or quantile in one form, so that <c>le="1"</c> and <c>le="1.0"</c> are one series: shortest digits, always with a
/// fraction or an exponent.
/// </summary>
internal static class BoundText
{
    /// <summary>The normal form; the text itself when it is no number.</summary>
    public static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> text)
    {
        return FloatText.Parse(text, out double value) is null ? Of(value) : text;
    }

    /// <summary>The normal form of a number.</summary>
    public static ReadOnlySpan<byte> Of(double value)
    {
        if (double.IsNaN(value)) return "NaN"u8;
        if (double.IsInfinity(value)) return value > 0 ? "+Inf"u8 : "-Inf"u8;
        return Encoding.ASCII.GetBytes(Format(value));
    }

    // Go's %g with the shortest digits: an exponent below 1e-4 and from 1e6 on.
    private static string Format(double value)
    {
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (exponent is >= -4 and < 6 && !shortest.Contains('E', StringComparison.Ordinal))
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        return WithExponent(value, shortest);
    }

    private static string WithExponent(double value, string shortest)
    {
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (mark < 0 ? shortest : shortest[..mark]).TrimStart('-');
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int exponent = (point < 0 ? mantissa.Length : point) - 1 + (mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        exponent -= all.Length - digits.Length;
        digits = digits.TrimEnd('0');
        string fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
