namespace Tocsin.Tsdb.Head;

/// <summary>The timestamps that a batch may hold, fixed when it is begun; all ends inclusive.</summary>
/// <param name="Oldest">Oldest that may come in order.</param>
/// <param name="OldestOutOfOrder">Oldest that may come out of order; <see cref="long.MaxValue"/>: none may.</param>
/// <param name="Newest">Newest of all.</param>
internal readonly record struct TimeBounds(long Oldest, long OldestOutOfOrder, long Newest)
{
    private const long FutureMilliseconds = 10 * 60 * 1000;

    // Half a chunk range behind the newest sample: as far as targets with slow clocks may lag.
    private const long LagMilliseconds = 60 * 60 * 1000;

    public bool TakesOutOfOrder => OldestOutOfOrder != long.MaxValue;

    public static TimeBounds At(long now, HeadLimits limits, long headMaxTime, long minValidTime)
    {
        long floor = now - limits.RetentionMilliseconds;
        long oldest = Math.Max(floor, minValidTime);
        if (headMaxTime > oldest + LagMilliseconds) oldest = headMaxTime - LagMilliseconds;
        long outOfOrder = long.MaxValue;
        if (limits.OutOfOrderMilliseconds > 0)
            outOfOrder = headMaxTime == long.MinValue ? floor : Math.Max(floor, headMaxTime - limits.OutOfOrderMilliseconds);
        return new TimeBounds(oldest, outOfOrder, now + FutureMilliseconds);
    }
}
