using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>What a series would have had between two samples. A counter that was reset between them began again at zero.</summary>
internal static class Interpolation
{
    public static double Between(long t1, double v1, long t2, double v2, long at, bool isCounter)
    {
        if (isCounter && v2 < v1) v1 = 0;
        return v1 + ((v2 - v1) * (at - t1) / (t2 - t1));
    }

    /// <summary>Null, with a warning, between exponential and custom buckets.</summary>
    public static Histogram? Between(long t1, Histogram h1, long t2, Histogram h2, long at, bool isCounter, in SeriesReport report)
    {
        if (h1.IsCustom != h2.IsCustom)
        {
            report.MixedSchemas();
            return null;
        }
        double fraction = (double)(at - t1) / (t2 - t1);
        if (isCounter && CounterReset.Between(h1, h2)) return h2.Times(fraction);
        Combination difference = HistogramArithmetic.Subtract(h2, h1);
        if (difference.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Subtraction);
        Combination sum = HistogramArithmetic.Add(h1, difference.Result!.Times(fraction));
        if (sum.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Addition);
        bool isGauge = h1.Hint == CounterResetHint.Gauge && h2.Hint == CounterResetHint.Gauge;
        return sum.Result! with { Hint = isGauge ? CounterResetHint.Gauge : CounterResetHint.Unknown };
    }
}
