namespace Tocsin.PromQL.Execution;

/// <summary>The quantile of a list of values, linear between ranks; NaN counts as the smallest.</summary>
internal static class Quantile
{
    /// <summary>Sorts the values.</summary>
    public static double Of(double quantile, Span<double> values)
    {
        // The runtime's order puts NaN first too.
        values.Sort();
        return OfSorted(quantile, values);
    }

    public static double OfSorted(double quantile, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile)) return double.NaN;
        if (quantile < 0) return double.NegativeInfinity;
        if (quantile > 1) return double.PositiveInfinity;
        double rank = quantile * (values.Length - 1);
        int lower = Math.Max(0, (int)Math.Floor(rank)), upper = Math.Min(values.Length - 1, lower + 1);
        double weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
