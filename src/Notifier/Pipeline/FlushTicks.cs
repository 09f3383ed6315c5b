namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// When a group was looked at between two flushes whose times are known: its timer ticks regularly, and a quiet flush leaves no trace of its own. Each life of a
/// process, and each other interval, begins with a decision of its own, so between two of them the ticks are those of one timer. Pure.
/// </summary>
internal static class FlushTicks
{
    private const double Late = 0.02;

    /// <param name="first">A flush.</param>
    /// <param name="later">A later one.</param>
    /// <param name="every">The interval of the group in between.</param>
    /// <param name="at">From the first to the later.</param>
    /// <returns>The last tick by then; null when the two are not flushes of one timer, so that nobody knows.</returns>
    public static DateTimeOffset? Last(DateTimeOffset first, DateTimeOffset later, TimeSpan every, DateTimeOffset at)
    {
        if (at >= later) return later;
        if (every <= TimeSpan.Zero) return null;
        if (at < first + every) return first;
        double ticks = Math.Round((later - first) / every);
        // A tick is late by some milliseconds, and the next one is counted from there.
        double allowed = Math.Min(ticks * Late + 0.5, every.TotalSeconds / 4);
        if (ticks < 1 || Math.Abs((later - first - ticks * every).TotalSeconds) > allowed) return null;
        TimeSpan between = (later - first) / ticks;
        return first + Math.Floor((at - first) / between) * between;
    }
}
