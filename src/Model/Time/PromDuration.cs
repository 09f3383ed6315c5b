using System.Globalization;
using System.Text;

namespace Tocsin.Model.Time;

/// <summary>
/// Durations as Prometheus writes them: <c>1y2w3d4h5m6s7ms</c>, units in this order, each once; a year is 365 days. A bare <c>0</c> is allowed.
/// </summary>
public static class PromDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 24 * 3600 * 1000), ("w", 7L * 24 * 3600 * 1000), ("d", 24L * 3600 * 1000), ("h", 3600 * 1000), ("m", 60 * 1000), ("s", 1000), ("ms", 1),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text is "0") return true;
        if (text.IsEmpty) return false;
        long total = 0;
        int unit = 0;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return false;
            text = text[digits..];
            int letters = text.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> name = letters < 0 ? text : text[..letters];
            while (unit < Units.Length && !name.SequenceEqual(Units[unit].Unit)) unit++;
            if (unit == Units.Length) return false;
            long scale = Units[unit++].Milliseconds;
            if (number > (long.MaxValue / TimeSpan.TicksPerMillisecond - total) / scale) return false;
            total += number * scale;
            text = text[name.Length..];
        }
        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    /// <summary>The shortest exact form: years and weeks only where nothing smaller is left, as Prometheus prints it.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = (long)duration.TotalMilliseconds;
        if (rest == 0) return "0s";
        var text = new StringBuilder();
        if (rest < 0)
        {
            text.Append('-');
            rest = -rest;
        }
        foreach ((string unit, long scale) in Units)
        {
            if (unit is "y" or "w" && rest % scale != 0) continue;
            if (rest / scale == 0) continue;
            text.Append(CultureInfo.InvariantCulture, $"{rest / scale}{unit}");
            rest %= scale;
        }
        return text.ToString();
    }
}
