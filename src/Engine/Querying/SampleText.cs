using System.Globalization;

namespace Tocsin.Engine.Querying;

/// <summary>How a number is laid out; the digits are always the fewest that give the same number back.</summary>
internal enum NumberLayout
{
    /// <summary>Without exponent, whatever the length.</summary>
    Fixed,

    /// <summary>Without exponent, unless the number is below 1e-6 or at least 1e21.</summary>
    Sample,

    /// <summary>Always with an exponent of at least two digits.</summary>
    Exponent,
}

/// <summary>Numbers and times as the HTTP API of Prometheus prints them, in UTF-8.</summary>
internal static class SampleText
{
    /// <summary>Enough for any number in any layout.</summary>
    public const int MaxLength = 360;

    /// <summary>Writes a value.</summary>
    /// <returns>The bytes written.</returns>
    public static int Format(double value, NumberLayout layout, Span<byte> into)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(into);
            return name.Length;
        }
        Span<byte> digits = stackalloc byte[24];
        int count = Digits(value, digits, out int exponent);
        int at = 0;
        if (double.IsNegative(value)) into[at++] = (byte)'-';
        double size = Math.Abs(value);
        bool scientific = layout == NumberLayout.Exponent || (layout == NumberLayout.Sample && size != 0 && (size < 1e-6 || size >= 1e21));
        return at + (scientific ? Scientific(digits[..count], exponent, into[at..]) : Plain(digits[..count], exponent, into[at..]));
    }

    /// <summary>Writes a time given in ms as seconds, with three decimals unless they are zero.</summary>
    public static int FormatTime(long milliseconds, Span<byte> into)
    {
        int at = 0;
        if (milliseconds < 0) into[at++] = (byte)'-';
        ulong size = (ulong)Math.Abs(milliseconds);
        (size / 1000).TryFormat(into[at..], out int written, default, CultureInfo.InvariantCulture);
        at += written;
        int rest = (int)(size % 1000);
        if (rest == 0) return at;
        into[at] = (byte)'.';
        rest.TryFormat(into[(at + 1)..], out _, "000", CultureInfo.InvariantCulture);
        return at + 4;
    }

    // The significant digits without point; the value is 0.d1d2d3... * 10^exponent.
    private static int Digits(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[32];
        Math.Abs(value).TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> rest = text[..length];
        exponent = 0;
        int mark = rest.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(rest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            rest = rest[..mark];
        }
        int point = rest.IndexOf((byte)'.');
        exponent += point < 0 ? rest.Length : point;
        int count = 0;
        foreach (byte c in rest)
        {
            if (c == '.') continue;
            if (count == 0 && c == '0') exponent--;
            else digits[count++] = c;
        }
        while (count > 1 && digits[count - 1] == '0') count--;
        if (count > 0) return count;
        digits[0] = (byte)'0';
        exponent = 1;
        return 1;
    }

    private static int Plain(ReadOnlySpan<byte> digits, int exponent, Span<byte> into)
    {
        int at = 0;
        if (exponent <= 0)
        {
            into[at++] = (byte)'0';
            into[at++] = (byte)'.';
            for (int i = exponent; i < 0; i++) into[at++] = (byte)'0';
            digits.CopyTo(into[at..]);
            return at + digits.Length;
        }
        for (int i = 0; i < Math.Max(exponent, digits.Length); i++)
        {
            if (i == exponent) into[at++] = (byte)'.';
            into[at++] = i < digits.Length ? digits[i] : (byte)'0';
        }
        return at;
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> into)
    {
        int at = 0;
        into[at++] = digits[0];
        if (digits.Length > 1)
        {
            into[at++] = (byte)'.';
            digits[1..].CopyTo(into[at..]);
            at += digits.Length - 1;
        }
        int power = digits.SequenceEqual("0"u8) ? 0 : exponent - 1;
        into[at++] = (byte)'e';
        into[at++] = power < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(power).TryFormat(into[at..], out int written, "00", CultureInfo.InvariantCulture);
        return at + written;
    }
}
