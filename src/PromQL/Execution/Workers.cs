using System.Runtime.ExceptionServices;

namespace Tocsin.PromQL.Execution;

/// <summary>Spreads work over the cores by series, in contiguous ranges, so that the same machine always adds in the same order.</summary>
internal static class Workers
{
    private const long SmallestShare = 16 * 1024;

    /// <summary>How many ranges a job over that many rows is worth.</summary>
    public static int CountFor(int series, int steps) =>
        (int)Math.Clamp(Math.Min(series, (long)series * Math.Max(steps, 16) / SmallestShare), 1, Environment.ProcessorCount);

    public static void ForEach(int series, int steps, QueryContext context, Action<int, int> work) =>
        ForEachShare(series, CountFor(series, steps), context, (_, from, to) => work(from, to));

    /// <summary>Calls <paramref name="work"/> with the number of the share and its range; the first error of any share is thrown.</summary>
    public static void ForEachShare(int series, int shares, QueryContext context, Action<int, int, int> work)
    {
        if (shares <= 1)
        {
            work(0, 0, series);
            return;
        }
        try
        {
            Parallel.For(0, shares, share => work(share, (int)((long)series * share / shares), (int)((long)series * (share + 1) / shares)));
        }
        catch (AggregateException failures)
        {
            context.Cancel.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
