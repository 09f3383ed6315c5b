using System.Buffers;
using System.Globalization;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Sizes such as <c>15MB</c> or <c>512KiB</c>; both spellings count in powers of 1024, as upstream has it.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private const string Units = "KMGTPE";

    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        if (text is "0") return true;
        int end = text.IndexOfAnyExcept(Digits);
        if (end <= 0 || !double.TryParse(text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
        ReadOnlySpan<char> unit = text[end..];
        double scale = 1;
        if (unit is not "B")
        {
            int power = Units.IndexOf(unit[0], StringComparison.Ordinal);
            if (power < 0 || unit[1..] is not ("B" or "iB")) return false;
            scale = Math.Pow(1024, power + 1);
        }
        if (number * scale >= long.MaxValue) return false;
        bytes = (long)(number * scale);
        return true;
    }
}
