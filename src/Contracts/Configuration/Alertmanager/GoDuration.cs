using System.Buffers;
using System.Globalization;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Durations as Go writes them, which a few keys take instead of Prometheus' form: <c>1h30m</c>, <c>1.5s</c>; no days.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        double seconds = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            rest = rest[digits..];
            int letters = rest.IndexOfAny(Digits);
            string unit = (letters < 0 ? rest : rest[..letters]).ToString();
            int at = Array.FindIndex(Units, known => known.Unit == unit);
            if (at < 0) return false;
            seconds += number * Units[at].Seconds;
            rest = rest[unit.Length..];
        }
        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        duration = TimeSpan.FromSeconds(negative ? -seconds : seconds);
        return true;
    }

    /// <summary>As Go prints it: <c>1h0m0s</c>, <c>1.5s</c>, <c>500ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        string sign = duration < TimeSpan.Zero ? "-" : "";
        duration = duration.Duration();
        if (duration < TimeSpan.FromMilliseconds(1)) return sign + Number(duration.TotalMicroseconds) + "µs";
        if (duration < TimeSpan.FromSeconds(1)) return sign + Number(duration.TotalMilliseconds) + "ms";
        string seconds = Number(duration.Seconds + (duration.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerSecond)) + "s";
        if (duration < TimeSpan.FromMinutes(1)) return sign + seconds;
        string minutes = duration.Minutes.ToString(CultureInfo.InvariantCulture) + "m" + seconds;
        return sign + (duration < TimeSpan.FromHours(1) ? minutes : Number(Math.Floor(duration.TotalHours)) + "h" + minutes);
    }

    private static string Number(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
