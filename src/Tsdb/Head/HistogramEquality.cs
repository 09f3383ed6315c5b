using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>Whether two histograms are the same sample.</summary>
internal static class HistogramEquality
{
    public static bool Same(NativeHistogram left, NativeHistogram right)
    {
        if (StaleMarker.Is(left.Sum) || StaleMarker.Is(right.Sum)) return StaleMarker.Is(left.Sum) && StaleMarker.Is(right.Sum);
        return left.Schema == right.Schema && left.IsInteger == right.IsInteger && Bits(left.ZeroThreshold) == Bits(right.ZeroThreshold)
            && Bits(left.ZeroCount) == Bits(right.ZeroCount) && Bits(left.Count) == Bits(right.Count) && Bits(left.Sum) == Bits(right.Sum)
            && left.PositiveSpans.SequenceEqual(right.PositiveSpans) && left.NegativeSpans.SequenceEqual(right.NegativeSpans)
            && left.PositiveBuckets.SequenceEqual(right.PositiveBuckets) && left.NegativeBuckets.SequenceEqual(right.NegativeBuckets)
            && left.CustomBounds.SequenceEqual(right.CustomBounds);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
