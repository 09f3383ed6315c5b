using System.Globalization;
using System.Text;
using Tocsin.Model.Samples;

namespace Tocsin.Host.Cli;

/// <summary>A native histogram as one line: <c>{count:3, sum:1.5, (0.5,1]:3}</c>. Empty buckets are left out.</summary>
internal static class HistogramText
{
    private const int CustomSchema = -53;

    public static string Of(NativeHistogram histogram)
    {
        var text = new StringBuilder("{count:").Append(Count(histogram, histogram.Count)).Append(", sum:").Append(GoText.Number(histogram.Sum));
        foreach ((long index, double count) in Buckets(histogram.NegativeSpans, histogram.NegativeBuckets).Reverse())
            Add(text, '[', -Bound(index, histogram), -Bound(index - 1, histogram), ')', Count(histogram, count));
        if (histogram.ZeroCount != 0) Add(text, '[', -histogram.ZeroThreshold, histogram.ZeroThreshold, ']', Count(histogram, histogram.ZeroCount));
        foreach ((long index, double count) in Buckets(histogram.PositiveSpans, histogram.PositiveBuckets))
        {
            bool closed = histogram.Schema == CustomSchema && index == 0 && Bound(-1, histogram) < 0;
            Add(text, closed ? '[' : '(', Bound(index - 1, histogram), Bound(index, histogram), ']', Count(histogram, count));
        }
        return text.Append('}').ToString();
    }

    private static void Add(StringBuilder text, char open, double lower, double upper, char close, string count) =>
        text.Append(", ").Append(open).Append(GoText.Number(lower)).Append(',').Append(GoText.Number(upper)).Append(close).Append(':').Append(count);

    // Whole counts are printed as integers, however large.
    private static string Count(NativeHistogram histogram, double count) =>
        histogram.IsInteger ? ((ulong)count).ToString(CultureInfo.InvariantCulture) : GoText.Number(count);

    private static IEnumerable<(long Index, double Count)> Buckets(IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts)
    {
        long index = 0;
        int at = 0;
        foreach (BucketSpan span in spans)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length; i++, index++, at++)
                if (counts[at] != 0)
                    yield return (index, counts[at]);
        }
    }

    /// <summary>Upper bound of a bucket.</summary>
    private static double Bound(long index, NativeHistogram histogram)
    {
        if (histogram.Schema == CustomSchema)
        {
            if (index < 0) return double.NegativeInfinity;
            return index < histogram.CustomBounds.Count ? histogram.CustomBounds[(int)index] : double.PositiveInfinity;
        }
        if (histogram.Schema < 0)
        {
            long power = index << -histogram.Schema;
            return power > 1024 ? double.PositiveInfinity : power == 1024 ? double.MaxValue : Math.ScaleB(1, (int)Math.Max(power, -2000));
        }
        long whole = index >> histogram.Schema, part = index & ((1L << histogram.Schema) - 1);
        if (part == 0 && whole == 1024) return double.MaxValue;
        return Math.ScaleB(Fraction((int)part, histogram.Schema), (int)Math.Clamp(whole + 1, -2000, 2000));
    }

    /// <summary>Half of 2^(part / 2^schema), cut to sixteen digits: the constants that all programs of the field share.</summary>
    private static double Fraction(int part, int schema)
    {
        decimal root = 2, product = 0.5m;
        for (int bit = schema - 1; bit >= 0; bit--)
        {
            root = Root(root);
            if ((part >> bit & 1) != 0) product *= root;
        }
        return (double)(decimal.Truncate(product * 1e16m) / 1e16m);
    }

    private static decimal Root(decimal of)
    {
        decimal root = (decimal)Math.Sqrt((double)of);
        for (int i = 0; i < 3; i++) root = (root + (of / root)) / 2;
        return root;
    }
}
