using Tocsin.Model.Labels;
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

    // What upstream makes of infinities and of what is no number.
    private const long NoFiniteTime = long.MinValue / 1_000_000;

    // So many nanoseconds are a number of 64 bits.
    private const double LongestSeconds = long.MaxValue / 1e9;

    /// <summary>Ms since the epoch; any size of number is taken, beyond our range it is the nearest we have.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (GoNumber.TryParse(text, out double seconds))
        {
            double whole = Math.Truncate(seconds), rest = Math.Round((seconds - whole) * 1000, MidpointRounding.AwayFromZero);
            milliseconds = double.IsFinite(seconds) ? (long)Math.Clamp((whole * 1000) + rest, MinTime, MaxTime) : NoFiniteTime;
            return true;
        }
        if (text is Oldest or Newest)
        {
            milliseconds = text == Oldest ? MinTime : MaxTime;
            return true;
        }
        return GoTime.TryParse(text, out milliseconds);
    }

    /// <summary>A duration in ms; null when it is none, with the reason.</summary>
    public static long? ParseDuration(string text, out string error)
    {
        error = $"cannot parse {LabelText.Quote(text)} to a valid duration";
        if (GoNumber.TryParse(text, out double seconds))
        {
            // Not a number is the smallest number to upstream.
            if (double.IsNaN(seconds)) return long.MinValue / 1_000_000;
            if (Math.Abs(seconds) <= LongestSeconds) return (long)(seconds * 1000);
            error += ". It overflows int64";
            return null;
        }
        return PromDuration.TryParse(text, out TimeSpan duration) && duration.TotalSeconds <= LongestSeconds ? (long)duration.TotalMilliseconds : null;
    }
}
