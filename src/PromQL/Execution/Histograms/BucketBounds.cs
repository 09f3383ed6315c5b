namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Where buckets end. Bucket i of schema s reaches up to 2^(i * 2^-s); custom buckets up to the bound of that index, the last one without end.</summary>
internal static class BucketBounds
{
    private const int LargestExponent = 1024;

    /// <summary>The upper end of a positive exponential bucket.</summary>
    public static double Exponential(int index, int schema)
    {
        if (schema < 0)
        {
            long exponent = (long)index << -schema;
            if (exponent == LargestExponent) return double.MaxValue;
            return exponent > LargestExponent ? double.PositiveInfinity : Math.ScaleB(1, (int)Math.Max(exponent, -5000));
        }
        int steps = 1 << schema;
        int whole = index >> schema, part = index & (steps - 1);
        if (part == 0 && whole == LargestExponent) return double.MaxValue;
        return Math.ScaleB(part == 0 ? 1 : Math.Pow(2, (double)part / steps), whole);
    }

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
