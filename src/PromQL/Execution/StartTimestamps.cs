namespace Tocsin.PromQL.Execution;

/// <summary>What the start timestamps of two neighbours tell. All in ms since the epoch, 0 is unknown.</summary>
internal static class StartTimestamps
{
    /// <summary>
    /// The counting behind the second sample began after the first one; or exactly then, as in a series of deltas, whose first sample has a start
    /// of its own before it.
    /// </summary>
    public static bool TellReset(long firstStart, long first, long secondStart, long second)
    {
        if (secondStart == 0 || secondStart >= second) return false;
        return secondStart > first || (secondStart == first && firstStart != 0 && firstStart < first);
    }

    /// <summary>Two samples count the same time twice.</summary>
    public static bool Overlap(long firstStart, long first, long secondStart) => secondStart != 0 && secondStart < first && secondStart != firstStart;
}
