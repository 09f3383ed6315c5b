using Google.Protobuf.Collections;
using Tocsin.Model.Samples;

namespace Tocsin.Contracts.Remote;

/// <summary>Native histograms between the model (absolute float counts) and the wire (integer deltas or float counts).</summary>
public static class HistogramWire
{
    private const int MaxBuckets = 100_000;

    /// <exception cref="InvalidDataException">Spans and counts do not fit together.</exception>
    public static NativeHistogram Read(WireHistogram wire)
    {
        bool floats = wire.CountCase == WireHistogram.CountOneofCase.CountFloat;
        return new NativeHistogram
        {
            ResetHint = wire.ResetHint switch
            {
                WireHistogram.Types.ResetHint.Yes => CounterResetHint.Reset,
                WireHistogram.Types.ResetHint.No => CounterResetHint.NotReset,
                WireHistogram.Types.ResetHint.Gauge => CounterResetHint.Gauge,
                _ => CounterResetHint.Unknown,
            },
            IsInteger = !floats,
            Schema = wire.Schema,
            ZeroThreshold = wire.ZeroThreshold,
            ZeroCount = floats ? wire.ZeroCountFloat : wire.ZeroCountInt,
            Count = floats ? wire.CountFloat : wire.CountInt,
            Sum = wire.Sum,
            PositiveSpans = Spans(wire.PositiveSpans),
            NegativeSpans = Spans(wire.NegativeSpans),
            PositiveBuckets = Buckets(wire.PositiveSpans, floats ? [.. wire.PositiveCounts] : Sums(wire.PositiveDeltas)),
            NegativeBuckets = Buckets(wire.NegativeSpans, floats ? [.. wire.NegativeCounts] : Sums(wire.NegativeDeltas)),
            CustomBounds = [.. wire.CustomValues],
        };
    }

    public static WireHistogram Write(long timestamp, NativeHistogram histogram)
    {
        var wire = new WireHistogram
        {
            Timestamp = timestamp,
            Sum = histogram.Sum,
            Schema = histogram.Schema,
            ZeroThreshold = histogram.ZeroThreshold,
            ResetHint = histogram.ResetHint switch
            {
                CounterResetHint.Reset => WireHistogram.Types.ResetHint.Yes,
                CounterResetHint.NotReset => WireHistogram.Types.ResetHint.No,
                CounterResetHint.Gauge => WireHistogram.Types.ResetHint.Gauge,
                _ => WireHistogram.Types.ResetHint.Unknown,
            },
        };
        wire.PositiveSpans.AddRange(histogram.PositiveSpans.Select(Span));
        wire.NegativeSpans.AddRange(histogram.NegativeSpans.Select(Span));
        if (histogram.IsInteger)
        {
            wire.CountInt = (ulong)histogram.Count;
            wire.ZeroCountInt = (ulong)histogram.ZeroCount;
            wire.PositiveDeltas.AddRange(Deltas(histogram.PositiveBuckets));
            wire.NegativeDeltas.AddRange(Deltas(histogram.NegativeBuckets));
        }
        else
        {
            wire.CountFloat = histogram.Count;
            wire.ZeroCountFloat = histogram.ZeroCount;
            wire.PositiveCounts.AddRange(histogram.PositiveBuckets);
            wire.NegativeCounts.AddRange(histogram.NegativeBuckets);
        }
        wire.CustomValues.AddRange(histogram.CustomBounds);
        return wire;
    }

    private static WireSpan Span(BucketSpan span) => new() { Offset = span.Offset, Length = span.Length };

    private static BucketSpan[] Spans(RepeatedField<WireSpan> spans) => [.. spans.Select(span => new BucketSpan(span.Offset, span.Length))];

    private static double[] Sums(RepeatedField<long> deltas)
    {
        double[] counts = new double[deltas.Count];
        long count = 0;
        for (int i = 0; i < counts.Length; i++) counts[i] = count += deltas[i];
        return counts;
    }

    private static IEnumerable<long> Deltas(IReadOnlyList<double> counts)
    {
        long before = 0;
        foreach (double count in counts)
        {
            yield return (long)count - before;
            before = (long)count;
        }
    }

    private static double[] Buckets(RepeatedField<WireSpan> spans, double[] counts)
    {
        long wanted = spans.Sum(span => (long)span.Length);
        if (wanted != counts.Length || wanted > MaxBuckets) throw new InvalidDataException($"histogram spans need {wanted} buckets, there are {counts.Length}");
        return counts;
    }
}
