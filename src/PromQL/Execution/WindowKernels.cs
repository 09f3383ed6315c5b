using System.Buffers;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>The functions over a range, by name.</summary>
internal static class WindowKernels
{
    private static readonly Dictionary<string, WindowFunction> Functions = new()
    {
        ["rate"] = new ExtrapolatedRate(isCounter: true, perSecond: true),
        ["increase"] = new ExtrapolatedRate(isCounter: true, perSecond: false),
        ["delta"] = new ExtrapolatedRate(isCounter: false, perSecond: false),
        ["irate"] = new SlidingFunction(
            static (in WindowSlice w) => Instant(w, perSecond: true),
            static (in WindowSlice w, in SeriesReport report) => MixedKernels.Instant(w, report, isRate: true)),
        ["idelta"] = new SlidingFunction(
            static (in WindowSlice w) => Instant(w, perSecond: false),
            static (in WindowSlice w, in SeriesReport report) => MixedKernels.Instant(w, report, isRate: false)),
        ["deriv"] = new SlidingFunction(Derivative),
        ["predict_linear"] = new SlidingFunction(Prediction),
        ["changes"] = new SlidingFunction(Changes, MixedKernels.Changes),
        ["resets"] = new SlidingFunction(Resets, MixedKernels.Resets),
        ["sum_over_time"] = new SumWindow(isMean: false, new SlidingFunction(Sum, MixedKernels.Sum)),
        ["avg_over_time"] = new SumWindow(isMean: true, new SlidingFunction(Average, MixedKernels.Average)),
        ["min_over_time"] = new ExtremeWindow(-1, new SlidingFunction(static (in WindowSlice w) => w.Values[Extreme(w.Values, -1)])),
        ["max_over_time"] = new ExtremeWindow(1, new SlidingFunction(static (in WindowSlice w) => w.Values[Extreme(w.Values, 1)])),
        ["count_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Values.Length, MixedKernels.Count),
        ["present_over_time"] = new SlidingFunction(static (in WindowSlice _) => 1, MixedKernels.Present),
        ["first_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Values[0], MixedKernels.First),
        ["last_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Values[^1], MixedKernels.Last),
        ["stddev_over_time"] = new SlidingFunction(static (in WindowSlice w) => Math.Sqrt(Variance(w.Values))),
        ["stdvar_over_time"] = new SlidingFunction(static (in WindowSlice w) => Variance(w.Values)),
        ["quantile_over_time"] = new QuantileWindow(new SlidingFunction(static (in WindowSlice w) => QuantileOf(w.Parameter(0), w.Values))),
        ["mad_over_time"] = new SlidingFunction(static (in WindowSlice w) => MedianDeviation(w.Values)),
        ["double_exponential_smoothing"] = new SlidingFunction(Smoothing),
        ["ts_of_first_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Timestamps[0] / 1000.0, MixedKernels.TimeOfFirst),
        ["ts_of_last_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Timestamps[^1] / 1000.0, MixedKernels.TimeOfLast),
        ["ts_of_min_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Timestamps[LastExtreme(w.Values, -1)] / 1000.0),
        ["ts_of_max_over_time"] = new SlidingFunction(static (in WindowSlice w) => w.Timestamps[LastExtreme(w.Values, 1)] / 1000.0),
    };

    public static WindowFunction? Find(string name) => Functions.GetValueOrDefault(name);

    /// <summary>The function for ranges that reach beyond their window.</summary>
    /// <exception cref="QueryException">There is none.</exception>
    public static WindowFunction FindExtended(string name, RangeExtension extension)
    {
        bool smoothed = extension == RangeExtension.Smoothed;
        return name switch
        {
            "rate" => new ExtendedRate(isCounter: true, perSecond: true, smoothed),
            "increase" => new ExtendedRate(isCounter: true, perSecond: false, smoothed),
            "delta" => new ExtendedRate(isCounter: false, perSecond: false, smoothed),
            "changes" when !smoothed => new AnchoredFunction(MixedKernels.Changes),
            "resets" when !smoothed => new AnchoredFunction(MixedKernels.Resets),
            _ when smoothed => throw new QueryException("smoothed modifier can only be used with: delta, increase, rate - not with " + name),
            _ => throw new QueryException("anchored modifier can only be used with: changes, delta, increase, rate, resets - not with " + name),
        };
    }

    /// <summary>The change between the last two samples.</summary>
    private static double Instant(in WindowSlice w, bool perSecond)
    {
        int last = w.Values.Length - 1;
        if (last < 1) return Absent.Value;
        long elapsed = w.Timestamps[last] - w.Timestamps[last - 1];
        if (elapsed == 0) return Absent.Value;
        double value = w.Values[last];
        if (!perSecond) return value - w.Values[last - 1];
        // After a reset the counter began again from zero.
        double change = value < w.Values[last - 1] ? value : value - w.Values[last - 1];
        return change / (elapsed / 1000.0);
    }

    // Taking the first sample as the origin keeps the numbers small.
    private static double Derivative(in WindowSlice w) =>
        w.Values.Length < 2 ? Absent.Value : LinearRegression.Fit(w.Timestamps, w.Values, w.Timestamps[0]).Slope;

    private static double Prediction(in WindowSlice w)
    {
        if (w.Values.Length < 2) return Absent.Value;
        (double slope, double intercept) = LinearRegression.Fit(w.Timestamps, w.Values, w.Now);
        return (slope * w.Parameter(0)) + intercept;
    }

    private static double Changes(in WindowSlice w)
    {
        int changes = 0;
        for (int i = 1; i < w.Values.Length; i++)
            if (w.Values[i] != w.Values[i - 1] && !(double.IsNaN(w.Values[i]) && double.IsNaN(w.Values[i - 1])))
                changes++;
        return changes;
    }

    private static double Resets(in WindowSlice w)
    {
        int resets = 0;
        for (int i = 1; i < w.Values.Length; i++)
            if (w.Values[i] < w.Values[i - 1])
                resets++;
        return resets;
    }

    private static double Sum(in WindowSlice w) => KahanVector.Sum(w.Values).Total;

    private static double Average(in WindowSlice w) => SumWindow.Mean(w.Values);

    /// <summary>Index of the first smallest (sign -1) or largest (1) value; NaN only when there is nothing else.</summary>
    private static int Extreme(ReadOnlySpan<double> values, int sign)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (sign * values[i] > sign * values[best] || double.IsNaN(values[best]))
                best = i;
        return best;
    }

    /// <summary>The same, the last of equals.</summary>
    private static int LastExtreme(ReadOnlySpan<double> values, int sign)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (sign * values[i] >= sign * values[best] || double.IsNaN(values[best]))
                best = i;
        return best;
    }

    private static double Variance(ReadOnlySpan<double> values)
    {
        double count = 0;
        KahanSum mean = default, squares = default;
        foreach (double value in values)
        {
            count++;
            double delta = value - (mean.Sum + mean.Lost);
            mean.Add(delta / count);
            squares.Add(delta * (value - (mean.Sum + mean.Lost)));
        }
        return (squares.Sum + squares.Lost) / count;
    }

    private static double QuantileOf(double quantile, ReadOnlySpan<double> values)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(values.Length);
        values.CopyTo(buffer);
        double result = Quantile.Of(quantile, buffer.AsSpan(0, values.Length));
        ArrayPool<double>.Shared.Return(buffer);
        return result;
    }

    private static double MedianDeviation(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (double.IsNaN(value))
                return double.NaN;
        double median = QuantileOf(0.5, values);
        double[] buffer = ArrayPool<double>.Shared.Rent(values.Length);
        for (int i = 0; i < values.Length; i++) buffer[i] = Math.Abs(values[i] - median);
        double result = Quantile.Of(0.5, buffer.AsSpan(0, values.Length));
        ArrayPool<double>.Shared.Return(buffer);
        return result;
    }

    /// <summary>Holt-Winters without seasons: level and trend.</summary>
    private static double Smoothing(in WindowSlice w)
    {
        double smoothing = w.Parameter(0), trendFactor = w.Parameter(1);
        if (!(smoothing > 0 && smoothing < 1))
            throw new QueryException($"invalid smoothing factor. Expected: 0 < sf < 1, got: {smoothing:F6}");
        if (!(trendFactor > 0 && trendFactor < 1))
            throw new QueryException($"invalid trend factor. Expected: 0 < tf < 1, got: {trendFactor:F6}");
        if (w.Values.Length < 2) return Absent.Value;
        double before = 0, level = w.Values[0], trend = w.Values[1] - w.Values[0];
        for (int i = 1; i < w.Values.Length; i++)
        {
            if (i > 1) trend = (trendFactor * (level - before)) + ((1 - trendFactor) * trend);
            before = level;
            level = (smoothing * w.Values[i]) + ((1 - smoothing) * (before + trend));
        }
        return level;
    }
}
