using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Where buckets end. Bucket i of schema s reaches up to 2^(i * 2^-s); custom buckets up to the bound of that index, the last one without end.</summary>
internal static class BucketBounds
{
    /// <summary>The upper end of a positive exponential bucket.</summary>
    public static double Exponential(int index, int schema) => HistogramBounds.Upper(index, schema);

    public static double Custom(int index, IReadOnlyList<double> bounds) =>
        index < 0 ? double.NegativeInfinity : index < bounds.Count ? bounds[index] : double.PositiveInfinity;

    /// <summary>Bounds that are in both lists. Both are sorted.</summary>
    public static double[] Intersection(double[] left, double[] right)
    {
        var both = new List<double>(Math.Min(left.Length, right.Length));
        for (int a = 0, b = 0; a < left.Length && b < right.Length;)
        {
            if (left[a] == right[b])
            {
                both.Add(left[a++]);
                b++;
            }
            else if (left[a] < right[b]) a++;
            else b++;
        }
        return [.. both];
    }

    /// <summary>Custom buckets in a list of bounds that all are among their own.</summary>
    public static Buckets Reduce(Buckets buckets, double[] from, double[] to)
    {
        if (from.AsSpan().SequenceEqual(to)) return buckets;
        return buckets.Remapped(index =>
        {
            if (index >= from.Length) return to.Length;
            int at = Array.BinarySearch(to, from[index]);
            return at < 0 ? ~at : at;
        });
    }
}
