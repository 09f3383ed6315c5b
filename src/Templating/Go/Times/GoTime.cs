namespace Tocsin.Templating.Go.Times;

/// <summary>An instant with nanoseconds and the zone it is shown in; any year, as Go's time.Time.</summary>
/// <param name="Seconds">Since 1970-01-01 UTC.</param>
/// <param name="Nanos">0 to 999,999,999 on top.</param>
internal sealed record GoTime(long Seconds, int Nanos, GoZone Zone)
{
    public const long ZeroSeconds = -62135596800;
    private const int NanosPerSecond = 1_000_000_000;
    private const int NanosPerTick = 100;
    private const long SecondsPerDay = 86400;

    /// <summary>Go's zero time, 0001-01-01 00:00:00 UTC.</summary>
    public static readonly GoTime Zero = new(ZeroSeconds, 0, GoZone.Utc);

    public bool IsZero => Seconds == ZeroSeconds && Nanos == 0;

    public int Offset => Zone.At(Seconds).Offset;

    /// <summary>Days since 1970-01-01 as the zone's calendar has them.</summary>
    public long LocalDay => FloorDivide(Seconds + Offset, SecondsPerDay);

    public int SecondOfDay => (int)(Seconds + Offset - LocalDay * SecondsPerDay);

    public int Hour => SecondOfDay / 3600;

    public int Minute => SecondOfDay / 60 % 60;

    public int Second => SecondOfDay % 60;

    /// <summary>0 is Sunday.</summary>
    public int Weekday => (int)(((LocalDay + 4) % 7 + 7) % 7);

    public (long Year, int Month, int Day) Date => Civil.FromDays(LocalDay);

    public int YearDay => (int)(LocalDay - Civil.ToDays(Date.Year, 1, 1)) + 1;

    public static GoTime From(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long seconds = FloorDivide(ticks, TimeSpan.TicksPerSecond);
        int nanos = (int)(ticks - seconds * TimeSpan.TicksPerSecond) * NanosPerTick;
        return new GoTime(seconds, nanos, GoZone.Fixed((int)time.Offset.TotalSeconds));
    }

    public static GoTime FromUnixNanos(long seconds, long nanos) =>
        new(seconds + FloorDivide(nanos, NanosPerSecond), (int)(nanos - FloorDivide(nanos, NanosPerSecond) * NanosPerSecond), GoZone.Utc);

    /// <summary>A date and a time of day in a zone; parts out of range carry over.</summary>
    public static GoTime FromParts(long year, long month, long day, long secondOfDay, long nanos, GoZone zone)
    {
        long local = Civil.ToDays(year, month, day) * SecondsPerDay + secondOfDay;
        int offset = zone.At(local).Offset;
        // The first guess may stand on the wrong side of a change of the clocks.
        int better = zone.At(local - offset).Offset;
        if (better != offset) offset = zone.At(local - better).Offset == better ? better : offset;
        return FromUnixNanos(local - offset, nanos) with { Zone = zone };
    }

    public GoTime Add(long nanos)
    {
        long sum = Nanos + nanos % NanosPerSecond;
        return FromUnixNanos(Seconds + nanos / NanosPerSecond, sum) with { Zone = Zone };
    }

    public GoTime AddDate(long years, long months, long days)
    {
        (long year, int month, int day) = Date;
        return FromParts(year + years, month + months, day + days, SecondOfDay, Nanos, Zone);
    }

    /// <summary>In nanoseconds; stays at the end of what 64 bits hold.</summary>
    public long Subtract(GoTime other)
    {
        Int128 difference = ((Int128)Seconds - other.Seconds) * NanosPerSecond + (Nanos - other.Nanos);
        return difference > long.MaxValue ? long.MaxValue : difference < long.MinValue ? long.MinValue : (long)difference;
    }

    public int CompareTo(GoTime other) => (Seconds, Nanos).CompareTo((other.Seconds, other.Nanos));

    /// <summary>Down to a multiple of the duration since Go's zero time; with <paramref name="nearest"/> to the nearest one.</summary>
    public GoTime Truncate(long nanos, bool nearest)
    {
        if (nanos <= 0) return this;
        Int128 since = ((Int128)Seconds - ZeroSeconds) * NanosPerSecond + Nanos;
        var rest = (long)(since % nanos);
        if (rest < 0) rest += nanos;
        return nearest && rest >= nanos - rest ? Add(nanos - rest) : Add(-rest);
    }

    public long UnixIn(long unitsPerSecond) => unchecked(Seconds * unitsPerSecond + Nanos / (NanosPerSecond / unitsPerSecond));

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((b - 1 - a) / b);

    /// <summary>As Go prints a time in full.</summary>
    public override string ToString() => TimeLayout.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");
}
