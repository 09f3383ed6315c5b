using System.Globalization;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Floating-point numbers by their bits: <c>0x1.8p+00</c> (%x) and <c>6755399441055744p-52</c> (%b).</summary>
internal static class BinaryFloat
{
    private const int MantissaBits = 52;
    private const int Bias = 1023;
    private const int HexDigits = 13;

    /// <summary>The mantissa as a whole number and its power of two; without the sign.</summary>
    public static string Power(double value)
    {
        (long mantissa, int exponent) = Parts(value);
        int power = exponent - MantissaBits;
        return mantissa.ToString(CultureInfo.InvariantCulture) + "p" + (power < 0 ? "" : "+") + power.ToString(CultureInfo.InvariantCulture);
    }

    /// <param name="precision">Digits behind the point; -1: as many as are needed.</param>
    public static string Hex(double value, int precision, bool upper)
    {
        (long mantissa, int exponent) = Parts(value);
        if (mantissa == 0) exponent = 0;
        while (mantissa != 0 && mantissa >> MantissaBits == 0)
        {
            mantissa <<= 1;
            exponent--;
        }
        if (precision is >= 0 and < HexDigits) (mantissa, exponent) = Round(mantissa, exponent, precision);
        string digits = (mantissa & ((1L << MantissaBits) - 1)).ToString("x13", CultureInfo.InvariantCulture);
        digits = precision < 0 ? digits.TrimEnd('0') : digits.Length > precision ? digits[..precision] : digits.PadRight(precision, '0');
        string sign = exponent < 0 ? "-" : "+";
        string text = $"0x{mantissa >> MantissaBits}{(digits.Length > 0 ? "." : "")}{digits}p{sign}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        return upper ? text.ToUpperInvariant() : text;
    }

    /// <summary>To the nearest, a tie to the even digit.</summary>
    private static (long, int) Round(long mantissa, int exponent, int precision)
    {
        int dropped = MantissaBits - 4 * precision;
        long rest = mantissa & ((1L << dropped) - 1), half = 1L << (dropped - 1);
        mantissa >>= dropped;
        if (rest > half || (rest == half && (mantissa & 1) == 1)) mantissa++;
        mantissa <<= dropped;
        return mantissa >> (MantissaBits + 1) != 0 ? (mantissa >> 1, exponent + 1) : (mantissa, exponent);
    }

    private static (long Mantissa, int Exponent) Parts(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> MantissaBits) & 0x7FF);
        long mantissa = bits & ((1L << MantissaBits) - 1);
        return exponent == 0 ? (mantissa, 1 - Bias) : (mantissa | 1L << MantissaBits, exponent - Bias);
    }
}
