using System.Globalization;
using Tocsin.Model.Time;

namespace Tocsin.Engine.Querying;

/// <summary>Times and durations as parameters of the HTTP API: seconds as a number, RFC 3339, or a Prometheus duration.</summary>
internal static class ApiTime
{
    // Upstream's own names for the beginning and the end of time.
    private const string Oldest = "-292273086-05-16T16:47:06Z";
    private const string Newest = "292277025-08-18T07:12:54.999999999Z";

    /// <summary>Far enough away for every sample, and safe to add a window to.</summary>
    public const long MinTime = long.MinValue / 4;

    public const long MaxTime = long.MaxValue / 4;

    /// <summary>Ms since the epoch; any size of number is taken, beyond our range it is the nearest we have.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            if (double.IsNaN(seconds)) return false;
            milliseconds = (long)Math.Clamp(Math.Round(seconds * 1000), MinTime, MaxTime);
            return true;
        }
        if (text is Oldest or Newest)
        {
            milliseconds = text == Oldest ? MinTime : MaxTime;
            return true;
        }
        if (text.Length < 20 || text[10] is not ('T' or 't')) return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return false;
        milliseconds = time.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>A duration in ms; null when it is none, with the reason.</summary>
    public static long? ParseDuration(string text, out string error)
    {
        error = $"cannot parse \"{text}\" to a valid duration";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            if (double.IsFinite(seconds) && Math.Abs(seconds) < long.MaxValue / 1e9) return (long)(seconds * 1000);
            error += ". It overflows int64";
            return null;
        }
        return PromDuration.TryParse(text, out TimeSpan duration) ? (long)duration.TotalMilliseconds : null;
    }
}
