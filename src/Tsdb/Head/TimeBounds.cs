using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>The timestamps that a batch may hold, fixed when it is begun. Both ends inclusive.</summary>
internal readonly record struct TimeBounds(long Oldest, long Newest)
{
    private const long FutureMilliseconds = 10 * 60 * 1000;

    // Half a chunk range behind the newest sample: as far as targets with slow clocks may lag.
    private const long LagMilliseconds = 60 * 60 * 1000;

    public static TimeBounds At(long now, long retention, long headMaxTime)
    {
        long oldest = now - retention;
        if (headMaxTime > oldest + LagMilliseconds) oldest = headMaxTime - LagMilliseconds;
        return new TimeBounds(oldest, now + FutureMilliseconds);
    }

    public AppendOutcome Judge(long timestamp)
    {
        if (timestamp > Newest) return AppendOutcome.TooFarInFuture;
        return timestamp < Oldest ? AppendOutcome.OutOfBounds : AppendOutcome.Accepted;
    }
}
