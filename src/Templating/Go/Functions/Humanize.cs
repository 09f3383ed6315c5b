using Tocsin.Templating.Go.Printing;

namespace Tocsin.Templating.Go.Functions;

/// <summary>Numbers for people: four significant digits and a unit.</summary>
internal static class Humanize
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private static readonly string[] Large = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
    private static readonly string[] Small = ["m", "u", "n", "p", "f", "a", "z", "y"];
    private static readonly string[] Binary = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

    /// <summary>1234.5 is 1.234k, 0.001 is 1m.</summary>
    public static string Decimal(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return Four(value);
        return Math.Abs(value) >= 1 ? Scale(value, 1000, Large) : Shrink(value);
    }

    public static string Of1024(double value) =>
        Math.Abs(value) <= 1 || !double.IsFinite(value) ? Four(value) : Scale(value, 1024, Binary);

    public static string Percentage(double value) => Four(value * 100) + "%";

    /// <summary>Seconds as <c>1d 2h 3m 4s</c>; below a minute with fractions, below a second with a smaller unit.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds)) return Four(seconds);
        if (seconds == 0) return "0s";
        if (Math.Abs(seconds) < 1) return Shrink(seconds) + "s";
        string sign = seconds < 0 ? "-" : "";
        double size = Math.Abs(seconds);
        if (size < Minute) return sign + Four(size) + "s";
        long whole = size >= long.MaxValue ? long.MinValue : (long)size;
        string rest = $"{whole / Minute % 60}m {whole % Minute}s";
        if (whole / Day != 0) return $"{sign}{whole / Day}d {whole / Hour % 24}h {rest}";
        return whole / Hour != 0 ? $"{sign}{whole / Hour}h {rest}" : sign + rest;
    }

    private static string Scale(double value, double by, string[] prefixes)
    {
        string prefix = "";
        foreach (string next in prefixes)
        {
            if (Math.Abs(value) < by) break;
            prefix = next;
            value /= by;
        }
        return Four(value) + prefix;
    }

    private static string Shrink(double value)
    {
        string prefix = "";
        foreach (string next in Small)
        {
            if (Math.Abs(value) >= 1) break;
            prefix = next;
            value *= 1000;
        }
        return Four(value) + prefix;
    }

    private static string Four(double value) => FloatText.Format(value, 'g', 4);
}
