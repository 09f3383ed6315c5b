using System.Globalization;
using System.Text;

namespace Tocsin.Host.Cli;

/// <summary>Numbers and durations as Go's tools print them, for outputs that scripts know.</summary>
internal static class GoText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>The shortest digits that read back as the same value, with an exponent below 1e-4 and from 1e6.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        string digits = Digits(shortest);
        int exponent = Exponent(shortest.TrimStart('-'));
        string sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 6)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0) return sign + "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? sign + digits + new string('0', exponent + 1 - digits.Length)
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    /// <summary>As <c>1h59m0.501s</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        duration = duration.Duration();
        if (duration.TotalSeconds < 1) return text.Append(Number(duration.TotalMilliseconds)).Append("ms").ToString();
        long hours = (long)duration.TotalHours;
        if (hours > 0) text.Append(hours).Append('h');
        if (hours > 0 || duration.Minutes > 0) text.Append(duration.Minutes).Append('m');
        return text.Append(Number(duration.Seconds + ((duration.Ticks % TimeSpan.TicksPerSecond) / (double)TimeSpan.TicksPerSecond))).Append('s').ToString();
    }

    /// <summary>As <c>2KiB215B</c>: every unit that is not zero.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes == 0) return "0B";
        var text = new StringBuilder();
        for (int unit = Units.Length - 1; unit >= 0; unit--)
        {
            long part = (bytes >> (10 * unit)) & (unit == Units.Length - 1 ? long.MaxValue : 1023);
            if (part > 0) text.Append(part).Append(Units[unit]);
        }
        return text.ToString();
    }

    /// <summary>The power of ten of the first digit that is not zero.</summary>
    private static int Exponent(string shortest)
    {
        int written = shortest.IndexOf('E', StringComparison.Ordinal), point = shortest.IndexOf('.', StringComparison.Ordinal);
        if (written >= 0) return int.Parse(shortest.AsSpan(written + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (shortest[0] != '0') return (point < 0 ? shortest.Length : point) - 1;
        return 1 - shortest.AsSpan().IndexOfAnyExcept('0', '.');
    }

    private static string Digits(string shortest)
    {
        int exponent = shortest.IndexOf('E', StringComparison.Ordinal);
        string digits = (exponent < 0 ? shortest : shortest[..exponent]).Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }
}
