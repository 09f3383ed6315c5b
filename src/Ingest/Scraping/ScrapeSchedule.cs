namespace Tocsin.Ingest.Scraping;

/// <summary>
/// When a target is scraped: at a phase of its interval that follows from the target, so that targets spread out and a restart keeps the phase.
/// Times are ms since the epoch; pure.
/// </summary>
internal static class ScrapeSchedule
{
    private const double ToleranceMs = 2;

    /// <summary>The first tick at or after <paramref name="now"/>.</summary>
    public static long First(long now, long interval, ulong hash, ulong seed)
    {
        long phase = (long)((hash ^ seed) % (ulong)interval);
        long into = ((now - phase) % interval + interval) % interval;
        return into == 0 ? now : now + interval - into;
    }

    /// <summary>The tick after <paramref name="tick"/> that is still to come; ticks that were slept through are left out.</summary>
    public static long Next(long tick, long now, long interval) => now < tick + interval ? tick + interval : tick + (((now - tick) / interval) + 1) * interval;

    /// <summary>The timestamp of a scrape: the tick itself when the clock is near it, which makes timestamps cheap to store.</summary>
    public static long Timestamp(long tick, long now, long interval) => Math.Abs(now - tick) <= Math.Min(ToleranceMs, interval / 100.0) ? tick : now;
}
