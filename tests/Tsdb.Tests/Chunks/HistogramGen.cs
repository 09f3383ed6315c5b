using CsCheck;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Tests.Chunks;

/// <summary>Makes native histograms, alone and as series that mostly continue each other.</summary>
internal static class HistogramGen
{
    private static readonly Gen<double> Threshold = Gen.OneOf(new double[] { 0, 0.001, Math.ScaleB(1, -128), Math.ScaleB(1, -300), 1024, 2048 }.Select(Gen.Const).ToArray());

    private static readonly Gen<double> Bound = Gen.OneOf(Gen.Int[0, 40_000_000].Select(i => i / 1000.0), Gen.Double[0, 1e9]);

    private static readonly Gen<SortedDictionary<int, double>> Buckets =
        Gen.Select(Gen.Int[-40, 40], Gen.Int[0, 500]).Array[0, 12].Select(pairs =>
        {
            var buckets = new SortedDictionary<int, double>();
            foreach ((int index, int count) in pairs) buckets[index] = count;
            return buckets;
        });

    public static readonly Gen<NativeHistogram> One =
        Gen.Select(Gen.Bool, Gen.Int[-4, 9], Threshold, Gen.Double, Buckets, Buckets, Bound.Array[1, 4], Gen.OneOf(new[] { CounterResetHint.Unknown, CounterResetHint.Gauge }.Select(Gen.Const).ToArray()))
            .Select((integer, schema, threshold, sum, positive, negative, bounds, hint) =>
                Make(integer, schema == 9 ? -53 : schema, threshold, sum, positive, schema == 9 ? [] : negative, bounds, hint));

    /// <summary>Counters that grow, lose buckets, are reset, change schema, and go stale.</summary>
    public static readonly Gen<(long Time, NativeHistogram Histogram)[]> Series =
        Gen.Select(Gen.Select(One, Gen.Int[1, 60]).Array[1, 4], Gen.Int[0, 1 << 30]).Select((parts, seed) =>
        {
            var random = new Random(seed);
            var series = new List<(long, NativeHistogram)>();
            long time = random.NextInt64(-1L << 40, 1L << 41);
            foreach ((NativeHistogram start, int length) in parts)
            {
                NativeHistogram current = start;
                for (int i = 0; i < length; i++)
                {
                    series.Add((time += random.Next(10) == 0 ? random.Next(1, 100_000) : 15_000, current));
                    current = Grow(current, random);
                }
                if (random.Next(3) == 0) series.Add((time += 1000, new NativeHistogram { Sum = StaleMarker.Value, IsInteger = start.IsInteger }));
            }
            return series.ToArray();
        });

    public static NativeHistogram Make(
        bool integer, int schema, double threshold, double sum, SortedDictionary<int, double> positive, SortedDictionary<int, double> negative, double[] bounds, CounterResetHint hint)
    {
        double scale = integer ? 1 : 1.25;
        (BucketSpan[] positiveSpans, double[] positiveCounts) = Spans(positive, scale);
        (BucketSpan[] negativeSpans, double[] negativeCounts) = Spans(negative, scale);
        return new NativeHistogram
        {
            IsInteger = integer,
            ResetHint = hint,
            Schema = schema,
            ZeroThreshold = threshold,
            ZeroCount = 3 * scale,
            Count = positiveCounts.Sum() + negativeCounts.Sum() + (3 * scale),
            Sum = StaleMarker.Is(sum) ? 1 : sum,
            PositiveSpans = positiveSpans,
            NegativeSpans = negativeSpans,
            PositiveBuckets = positiveCounts,
            NegativeBuckets = negativeCounts,
            CustomBounds = schema == -53 ? [.. bounds.Distinct().Order()] : [],
        };
    }

    /// <summary>Each bucket that holds something: index and count. What two equal histograms have in common however they are cut in spans.</summary>
    public static List<(long, double)> Filled(IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts)
    {
        var filled = new List<(long, double)>();
        long index = 0;
        int at = 0;
        foreach (BucketSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length; i++, index++, at++)
                if (counts[at] != 0)
                    filled.Add((index, counts[at]));
        }
        return filled;
    }

    private static (BucketSpan[] Spans, double[] Counts) Spans(SortedDictionary<int, double> buckets, double scale)
    {
        var spans = new List<BucketSpan>();
        int next = 0;
        foreach (int index in buckets.Keys)
        {
            if (spans.Count > 0 && index == next) spans[^1] = new BucketSpan(spans[^1].Offset, spans[^1].Length + 1);
            else spans.Add(new BucketSpan(spans.Count == 0 ? index : index - next, 1));
            next = index + 1;
        }
        return ([.. spans], [.. buckets.Values.Select(count => count * scale)]);
    }

    private static NativeHistogram Grow(NativeHistogram from, Random random)
    {
        var positive = new SortedDictionary<int, double>();
        foreach ((long index, double count) in Filled(from.PositiveSpans, from.PositiveBuckets)) positive[(int)index] = count;
        double scale = from.IsInteger ? 1 : 1.25;
        foreach (int index in positive.Keys.ToArray())
        {
            int chance = random.Next(100);
            if (chance < 50) positive[index] += random.Next(1000);
            else if (chance == 99) positive[index] = random.Next(10);
        }
        if (random.Next(10) == 0) positive[random.Next(-40, 40)] = random.Next(5);
        foreach (int index in positive.Keys.ToArray()) positive[index] = Math.Round(positive[index] / scale);
        var negative = new SortedDictionary<int, double>();
        foreach ((long index, double count) in Filled(from.NegativeSpans, from.NegativeBuckets)) negative[(int)index] = Math.Round(count / scale);
        return Make(from.IsInteger, from.Schema, from.ZeroThreshold, from.Sum + random.Next(3), positive, negative, [.. from.CustomBounds], from.ResetHint);
    }
}
