using System.Globalization;
using System.Numerics;

namespace Tocsin.Templating.Go.Printing;

/// <summary>A finite number's decimal digits: 0.DIGITS times ten to the <see cref="Point"/>. Zero has no digits.</summary>
internal readonly record struct DecimalDigits(string Digits, int Point)
{
    private const int MantissaBits = 52;
    private const int ExponentBias = 1075;

    /// <summary>The fewest digits that read back as the same number.</summary>
    public static DecimalDigits Shortest(double value)
    {
        if (value == 0) return new DecimalDigits("", 0);
        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        return Normal(digits, (dot < 0 ? mantissa.Length : dot) + exponent);
    }

    /// <summary>Every digit that the binary number has.</summary>
    public static DecimalDigits Exact(double value)
    {
        if (value == 0) return new DecimalDigits("", 0);
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> MantissaBits) & 0x7FF);
        long mantissa = bits & ((1L << MantissaBits) - 1);
        if (exponent == 0) exponent++;
        else mantissa |= 1L << MantissaBits;
        int power = exponent - ExponentBias;
        BigInteger whole = power >= 0 ? (BigInteger)mantissa << power : mantissa * BigInteger.Pow(5, -power);
        string digits = whole.ToString(CultureInfo.InvariantCulture);
        return Normal(digits, digits.Length + Math.Min(power, 0));
    }

    /// <summary>At most <paramref name="count"/> digits; a tie goes to the even one.</summary>
    public DecimalDigits RoundTo(int count)
    {
        if (count >= Digits.Length) return this;
        if (count < 0) return new DecimalDigits("", 0);
        bool up = Digits[count] != '5' ? Digits[count] > '5'
            : Digits.Length > count + 1 || (count > 0 && (Digits[count - 1] - '0') % 2 == 1);
        if (!up) return Normal(Digits[..count], Point);
        char[] kept = Digits[..count].ToCharArray();
        for (int i = count - 1; i >= 0; i--)
        {
            if (kept[i] != '9')
            {
                kept[i]++;
                return Normal(new string(kept), Point);
            }
            kept[i] = '0';
        }
        return new DecimalDigits("1", Point + 1);
    }

    private static DecimalDigits Normal(string digits, int point)
    {
        string trimmed = digits.TrimStart('0');
        point -= digits.Length - trimmed.Length;
        trimmed = trimmed.TrimEnd('0');
        return trimmed.Length == 0 ? new DecimalDigits("", 0) : new DecimalDigits(trimmed, point);
    }
}
