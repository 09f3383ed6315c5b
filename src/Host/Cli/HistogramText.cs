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
        return HistogramBounds.Upper(index, histogram.Schema);
    }
}
