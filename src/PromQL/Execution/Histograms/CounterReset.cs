using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Tells whether a counter histogram began anew between two samples.</summary>
internal static class CounterReset
{
    public static bool Between(Histogram previous, Histogram current)
    {
        if (current.Hint == CounterResetHint.Reset) return true;
        if (current.Hint == CounterResetHint.NotReset) return false;
        if (current.Count < previous.Count || current.IsCustom != previous.IsCustom) return true;
        return current.IsCustom ? CustomFell(previous, current) : ExponentialFell(previous, current);
    }

    /// <summary>Bounds that only one of them has say nothing: the buckets are compared in those both have.</summary>
    private static bool CustomFell(Histogram previous, Histogram current)
    {
        (Histogram before, Histogram now) = HistogramArithmetic.Align(previous, current, out _);
        return now.Positive.FellSince(before.Positive);
    }

    /// <summary>A finer schema or a narrower zero bucket cannot come from the same counter; a coarser or wider one can.</summary>
    private static bool ExponentialFell(Histogram previous, Histogram current)
    {
        if (current.Schema > previous.Schema || current.ZeroThreshold < previous.ZeroThreshold) return true;
        Histogram before = previous.Widened(current.ZeroThreshold);
        if (before.ZeroThreshold != current.ZeroThreshold || current.ZeroCount < before.ZeroCount) return true;
        before = before.ToSchema(current.Schema);
        return current.Positive.FellSince(before.Positive) || current.Negative.FellSince(before.Negative);
    }
}
