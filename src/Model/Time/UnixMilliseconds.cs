namespace Tocsin.Model.Time;

/// <summary>Sample timestamps are ms since the epoch; this is the one place where they meet the clock's types.</summary>
public static class UnixMilliseconds
{
    public static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
