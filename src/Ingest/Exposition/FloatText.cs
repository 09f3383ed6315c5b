using System.Buffers;
using System.Globalization;

namespace Tocsin.Ingest.Exposition;

/// <summary>
/// Reads sample values. Short decimals, nearly all there are, take an exact fast path: at most 2^53 as digits and a power of ten that a double
/// holds exactly give the nearest double in one division or multiplication. The rest goes to the full parser, with Go's rules around it.
/// </summary>
internal static class FloatText
{
    /// <summary>The NaN that stands for every NaN a target may show; never the staleness marker.</summary>
    public static readonly double NormalNaN = BitConverter.Int64BitsToDouble(0x7ff8000000000001);

    private const int MaxDigits = 19;
    private static readonly SearchValues<byte> HexOrUnderscore = SearchValues.Create("pP_"u8);
    private static readonly SearchValues<byte> Decimal = SearchValues.Create("0123456789.eE+-"u8);
    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Null when the text is a number, else what is wrong with it.</summary>
    public static string? Parse(ReadOnlySpan<byte> text, out double value) => TryFast(text, out value) ? null : Slow(text, out value);

    private static bool TryFast(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int i = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative) i++;
        ulong mantissa = 0;
        int digits = 0, exponent = 0;
        for (; i < text.Length && (uint)(text[i] - '0') < 10; i++, digits++) mantissa = mantissa * 10 + (uint)(text[i] - '0');
        if (i < text.Length && text[i] == '.')
        {
            int fraction = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') < 10; i++, digits++) mantissa = mantissa * 10 + (uint)(text[i] - '0');
            exponent = fraction - i;
        }
        if (digits is 0 or > MaxDigits) return false;
        if (i < text.Length && (text[i] | 0x20) == 'e' && !TryExponent(text, ref i, ref exponent)) return false;
        if (i != text.Length || mantissa > 1UL << 53 || exponent is < -22 or > 22) return false;
        double magnitude = exponent < 0 ? mantissa / Powers[-exponent] : mantissa * Powers[exponent];
        value = negative ? -magnitude : magnitude;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int i, ref int exponent)
    {
        i++;
        bool negative = i < text.Length && text[i] == '-';
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+') i++;
        int start = i, value = 0;
        for (; i < text.Length && (uint)(text[i] - '0') < 10 && value < 10_000; i++) value = value * 10 + (text[i] - '0');
        exponent += negative ? -value : value;
        return i > start;
    }

    private static string? Slow(ReadOnlySpan<byte> text, out double value)
    {
        if (Special(text, out value)) return null;
        if (text.ContainsAny(HexOrUnderscore)) return "unsupported character in float";
        bool number = !text.ContainsAnyExcept(Decimal)
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
        if (!number) return $"parsing \"{Shown(text)}\": invalid syntax";
        return double.IsInfinity(value) ? $"parsing \"{Shown(text)}\": value out of range" : null;
    }

    private static bool Special(ReadOnlySpan<byte> text, out double value)
    {
        value = NormalNaN;
        if (System.Text.Ascii.EqualsIgnoreCase(text, "nan"u8)) return true;
        bool signed = text.Length > 0 && text[0] is (byte)'+' or (byte)'-';
        value = signed && text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        ReadOnlySpan<byte> word = signed ? text[1..] : text;
        return System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    internal static string Shown(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 64)]);
}
