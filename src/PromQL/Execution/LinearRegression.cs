using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>Least squares over the samples of a window.</summary>
internal static class LinearRegression
{
    /// <summary>Slope per second, and the value at the intercept time (ms).</summary>
    public static (double Slope, double Intercept) Fit(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long interceptTime)
    {
        KahanSum x = default, y = default, xy = default, xx = default;
        bool constant = true;
        for (int i = 0; i < values.Length; i++)
        {
            constant &= values[i] == values[0];
            double seconds = (timestamps[i] - interceptTime) / 1000.0;
            x.Add(seconds);
            y.Add(values[i]);
            xy.Add(seconds * values[i]);
            xx.Add(seconds * seconds);
        }
        if (constant) return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        double n = values.Length, sumX = x.Sum + x.Lost, sumY = y.Sum + y.Lost;
        double covariance = xy.Sum + xy.Lost - (sumX * sumY / n);
        double variance = xx.Sum + xx.Lost - (sumX * sumX / n);
        double slope = covariance / variance;
        return (slope, (sumY / n) - (slope * sumX / n));
    }
}
