using System.Globalization;
using System.Numerics;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Writes single texts and numbers under a verb, padded to the width.</summary>
internal sealed class VerbWriter(GoWriter output)
{
    public void Pad(string text, FormatFlags flags)
    {
        int missing = (flags.Width ?? 0) - text.EnumerateRunes().Count();
        if (missing > 0 && !flags.Minus) output.Write(flags.Zero ? '0' : ' ', missing);
        output.Write(text);
        if (missing > 0 && flags.Minus) output.Write(' ', missing);
    }

    /// <summary>False when the verb does not suit a text.</summary>
    public bool Text(string text, char verb, FormatFlags flags)
    {
        switch (verb)
        {
            case 'v' when flags.SharpV: Pad(GoQuote.Quote(Cut(text, flags)), flags); return true;
            case 'v' or 's': Pad(Cut(text, flags), flags); return true;
            case 'q': Pad(Quoted(Cut(text, flags), flags), flags); return true;
            case 'x' or 'X': Pad(Hex(text, verb == 'X', flags), flags); return true;
            default: return false;
        }
    }

    public bool Integer(long value, bool isUnsigned, char verb, FormatFlags flags)
    {
        switch (verb)
        {
            case 'v' when flags.SharpV && isUnsigned: Whole(value, 16, "0x", false, flags with { Sharp = true }); return true;
            case 'v' or 'd': Whole(value, 10, "", false, flags); return true;
            case 'b': Whole(value, 2, "0b", false, flags); return true;
            case 'o': Whole(value, 8, "0", false, flags); return true;
            case 'O': Whole(value, 8, "0o", false, flags); return true;
            case 'x' or 'X': Whole(value, 16, verb == 'X' ? "0X" : "0x", verb == 'X', flags); return true;
            case 'c': Pad(RuneOf(value).ToString(), flags); return true;
            case 'q': Pad(GoQuote.Quote(RuneOf(value).ToString(), '\'', flags.Plus), flags); return true;
            case 'U': Pad(UnicodeName(value, flags), flags with { Zero = false }); return true;
            default: return false;
        }
    }

    public bool Float(double value, char verb, FormatFlags flags)
    {
        if (FloatVerb.Text(value, verb, flags) is not { } text) return false;
        if (flags.Space && text[0] == '+' && !flags.Plus) text = " " + text[1..];
        bool special = double.IsNaN(value) || double.IsInfinity(value);
        if (special && text is "+NaN" && !flags.Plus) text = "NaN";
        // Numbers padded with zeros keep their sign in front.
        bool signed = flags.Plus || text[0] != '+';
        if (special && text == "+Inf") signed = true;
        if (!signed) text = text[1..];
        FormatFlags padding = special || flags.Minus ? flags with { Zero = false } : flags;
        bool hasSign = text[0] is '+' or '-' or ' ';
        if (padding.Zero && hasSign && padding.Width is { } width && width > text.Length)
        {
            output.Write(text[0]);
            Pad(text[1..], padding with { Width = width - 1 });
            return true;
        }
        Pad(text, padding);
        return true;
    }

    public bool Bool(bool value, char verb, FormatFlags flags)
    {
        if (verb is not ('t' or 'v')) return false;
        Pad(value ? "true" : "false", flags);
        return true;
    }

    public bool ComplexNumber(Complex value, char verb, FormatFlags flags)
    {
        if (verb is not ('v' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'b' or 'x' or 'X')) return false;
        output.Write('(');
        Float(value.Real, verb, flags);
        Float(value.Imaginary, verb, flags with { Plus = true });
        output.Write("i)");
        return true;
    }

    private void Whole(long value, int radix, string prefix, bool upper, FormatFlags flags)
    {
        BigInteger size = BigInteger.Abs(value);
        string digits = Digits(size, radix, upper);
        if (flags.Precision is { } precision)
        {
            if (precision == 0 && value == 0)
            {
                output.Write(' ', flags.Width ?? 0);
                return;
            }
            output.Run.CheckLength(precision);
            digits = digits.PadLeft(precision, '0');
        }
        else if (flags.Zero && !flags.Minus && flags.Width is { } width)
        {
            output.Run.CheckLength(width);
            digits = digits.PadLeft(width - (value < 0 || flags.Plus || flags.Space ? 1 : 0), '0');
        }
        bool leadingZero = digits[0] == '0';
        digits = prefix switch
        {
            "0o" => (flags.Sharp && !leadingZero ? "0o0" : "0o") + digits,
            "0" when leadingZero => digits,
            _ => flags.Sharp ? prefix + digits : digits,
        };
        string sign = value < 0 ? "-" : flags.Plus ? "+" : flags.Space ? " " : "";
        Pad(sign + digits, flags with { Zero = false });
    }

    private static string Digits(BigInteger value, int radix, bool upper)
    {
        if (radix == 10) return value.ToString(CultureInfo.InvariantCulture);
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (upper ? "0123456789ABCDEF" : "0123456789abcdef")[(int)(value % radix)]);
            value /= radix;
        }
        while (value > 0);
        return digits.ToString();
    }

    private static string Cut(string text, FormatFlags flags)
    {
        if (flags.Precision is not { } precision || text.Length <= precision) return text;
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes().Take(precision)) end += rune.Utf16SequenceLength;
        return text[..end];
    }

    private static string Quoted(string text, FormatFlags flags) =>
        flags.Sharp && GoQuote.CanBackquote(text) ? "`" + text + "`" : GoQuote.Quote(text, asciiOnly: flags.Plus);

    private string Hex(string text, bool upper, FormatFlags flags)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (flags.Precision is { } precision && precision < bytes.Length) bytes = bytes[..precision];
        output.Run.CheckLength(bytes.Length * 5L);
        string prefix = flags.Sharp ? upper ? "0X" : "0x" : "";
        if (bytes.Length == 0) return "";
        string[] pairs = [.. bytes.Select(b => b.ToString(upper ? "X2" : "x2", CultureInfo.InvariantCulture))];
        return flags.Space ? string.Join(" ", pairs.Select(p => prefix + p)) : prefix + string.Concat(pairs);
    }

    private static Rune RuneOf(long code) => code is >= 0 and <= 0x10FFFF && Rune.IsValid((int)code) ? new Rune((int)code) : Rune.ReplacementChar;

    private static string UnicodeName(long code, FormatFlags flags)
    {
        string name = "U+" + code.ToString("X" + Math.Clamp(flags.Precision ?? 4, 4, 64), CultureInfo.InvariantCulture);
        return flags.Sharp && GoQuote.IsPrintable(RuneOf(code)) ? $"{name} '{RuneOf(code)}'" : name;
    }
}
