namespace Tocsin.Notifier.Pipeline;

/// <param name="Reason">The text that messages carry, or why there is nothing to say.</param>
internal readonly record struct DedupVerdict(bool Send, string Reason)
{
    /// <summary>Nothing is sent, but the next incident has to be a first notification again.</summary>
    public bool MovesLog { get; init; }
}

/// <summary>Whether there is something new to say to one integration. Pure.</summary>
internal static class Deduplication
{
    public const string FirstNotification = "first notification";
    public const string NewAlerts = "new alerts added";
    public const string AllResolved = "all alerts resolved";
    public const string SomeResolved = "some alerts resolved";
    public const string Repeat = "repeat interval elapsed";

    /// <param name="entry">What it was last told; null when nothing, or too long ago.</param>
    /// <param name="firing">Fingerprints that fire now, after all stages.</param>
    /// <param name="now">The tick, not the wall clock: a slow flush must not shift repeats.</param>
    public static DedupVerdict Decide(
        LogEntry? entry, IReadOnlyCollection<ulong> firing, IReadOnlyCollection<ulong> resolved, bool sendResolved, TimeSpan repeatInterval, DateTimeOffset now)
    {
        if (entry is null)
            return firing.Count > 0 ? new(true, FirstNotification) : new(false, "ended before anyone was told");
        if (!IsSubset(firing, entry.Firing))
            return new(true, entry.Firing.Count == 0 ? FirstNotification : NewAlerts);
        bool closes = entry.Opened.Count > 0 && resolved.Any(entry.Opened.Contains);
        if (firing.Count == 0)
            return entry.Firing.Count > 0 || closes ? new(true, AllResolved) : new(false, "the end was told already");
        if (sendResolved && (closes || !IsSubset(resolved, entry.Resolved)))
            return new(true, SomeResolved);
        return entry.At < now - repeatInterval ? new(true, Repeat) : new(false, "told already, and repeat_interval has not passed");
    }

    private static bool IsSubset(IReadOnlyCollection<ulong> part, IReadOnlyCollection<ulong> whole)
    {
        if (part.Count == 0) return true;
        HashSet<ulong> set = whole as HashSet<ulong> ?? [.. whole];
        return part.All(set.Contains);
    }
}
