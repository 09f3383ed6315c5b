using System.Globalization;

namespace Tocsin.Templating.Go.Times;

/// <summary>Prints nanoseconds as Go prints a duration: <c>1h2m3.5s</c>, <c>1.5ms</c>, <c>0s</c>.</summary>
internal static class DurationText
{
    public static string Of(long nanos)
    {
        if (nanos == 0) return "0s";
        string sign = nanos < 0 ? "-" : "";
        ulong size = nanos < 0 ? (ulong)-(nanos + 1) + 1 : (ulong)nanos;
        if (size < 1_000) return $"{sign}{size}ns";
        if (size < 1_000_000) return sign + Fraction(size, 1_000) + "µs";
        if (size < 1_000_000_000) return sign + Fraction(size, 1_000_000) + "ms";
        ulong minutes = size / 60_000_000_000;
        string seconds = Fraction(size % 60_000_000_000, 1_000_000_000) + "s";
        if (minutes == 0) return sign + seconds;
        return minutes < 60 ? $"{sign}{minutes}m{seconds}" : $"{sign}{minutes / 60}h{minutes % 60}m{seconds}";
    }

    private static string Fraction(ulong value, ulong unit)
    {
        ulong rest = value % unit;
        string whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        if (rest == 0) return whole;
        return whole + "." + (unit + rest).ToString(CultureInfo.InvariantCulture)[1..].TrimEnd('0');
    }
}
