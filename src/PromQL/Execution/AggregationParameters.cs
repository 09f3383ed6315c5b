using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>What is said about the parameter of an aggregation, once for all steps and before any series is looked at.</summary>
internal static class AggregationParameters
{
    private const double TwoTo63 = 9.223372036854775807e18;

    /// <summary>The parameter of topk, bottomk and limitk.</summary>
    /// <exception cref="QueryException">It is no number of series.</exception>
    public static int[] Counts(double[] row)
    {
        double least = row.Length == 0 ? 0 : row.Min(), most = row.Length == 0 ? 0 : row.Max();
        if (row.Any(double.IsNaN)) throw new QueryException("Parameter value is NaN");
        if (least <= -TwoTo63) throw new QueryException($"Scalar value {NumberText.General(least)} underflows int64");
        if (most >= TwoTo63) throw new QueryException($"Scalar value {NumberText.General(most)} overflows int64");
        return Array.ConvertAll(row, value => (int)Math.Clamp(value, 0, int.MaxValue));
    }

    public static void WarnOfQuantiles(double[] row, Notes notes, TextRange position, TextRange operation)
    {
        if (row.Any(double.IsNaN)) notes.BadQuantile(double.NaN, position, operation);
        double least = Least(row), most = Most(row);
        if (most > 1) notes.BadQuantile(most, position, operation);
        if (least < 0) notes.BadQuantile(least, position, operation);
    }

    /// <summary>The parameter of limit_ratio, capped.</summary>
    /// <exception cref="QueryException">It is not a number.</exception>
    public static double[] Ratios(double[] row, Notes notes, TextRange position)
    {
        if (row.Any(double.IsNaN)) throw new QueryException("Ratio value is NaN");
        double least = Least(row), most = Most(row);
        if (most > 1) Warn(most, 1);
        if (least < -1) Warn(least, -1);
        return Array.ConvertAll(row, value => Math.Clamp(value, -1, 1));

        void Warn(double ratio, double cap) => notes.Warn(
            $"ratio value should be between -1 and 1, got {NumberText.General(ratio)}, capping to {NumberText.General(cap)}", position);
    }

    private static double Least(double[] row) => row.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Min();

    private static double Most(double[] row) => row.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Max();
}
