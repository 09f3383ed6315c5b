using CsCheck;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class HistogramChunkTests
{
    [Fact]
    public void Encoding_again_what_Prometheus_wrote_gives_its_bytes()
    {
        string file = Directory.GetFiles(Conformance.PathOf("tsdb", "made_by_3.5.3", "snapshot_block"), "000001", SearchOption.AllDirectories)[0];
        var seen = new HashSet<ChunkEncoding>();
        foreach ((byte encoding, byte[] data) in ChunkFile.Chunks(File.ReadAllBytes(file)))
        {
            if (encoding == 1) continue;
            int count = (data[0] << 8) | data[1];
            var samples = new SampleColumns();
            Assert.True(HistogramDecoder.Decode((ChunkEncoding)encoding, data, count, long.MinValue, long.MaxValue, samples));
            HistogramChunk chunk = HistogramChunk.Begin(samples.Timestamps[0], samples.Histograms[0]!, null);
            for (int i = 1; i < count; i++) Assert.Equal(HistogramAppend.Appended, chunk.Append(samples.Timestamps[i], samples.Histograms[i]!));
            byte[] ours = chunk.Buffer[..chunk.Length];
            // What is known of a reset before the chunk is not in its samples.
            ours[2] = data[2];
            Assert.Equal(data, ours);
            seen.Add((ChunkEncoding)encoding);
        }
        Assert.Equal([ChunkEncoding.Histogram, ChunkEncoding.FloatHistogram], seen.Order());
    }

    [Fact]
    public void What_is_written_is_read() => HistogramGen.Series.Sample(series =>
    {
        var read = new SampleColumns();
        foreach (HistogramChunk chunk in Write(series))
            Assert.True(HistogramDecoder.Decode(chunk.Encoding, chunk.Buffer.AsSpan(0, chunk.Length), chunk.Count, long.MinValue, long.MaxValue, read));
        Assert.Equal(series.Length, read.Count);
        for (int i = 0; i < series.Length; i++)
        {
            Assert.Equal(series[i].Time, read.Timestamps[i]);
            AssertSame(series[i].Histogram, read.Histograms[i]!);
        }
    });

    [Fact]
    public void A_reader_may_decode_the_samples_it_knows_while_later_ones_are_written() => HistogramGen.Series.Sample(series =>
    {
        HistogramChunk chunk = HistogramChunk.Begin(series[0].Time, series[0].Histogram, null);
        var pins = new List<(byte[] Buffer, int Length, int Count, long Newest)>();
        int appended = 1;
        for (; appended < series.Length; appended++)
        {
            pins.Add((chunk.Buffer, chunk.Length, chunk.Count, chunk.MaxTime));
            if (chunk.Append(series[appended].Time, series[appended].Histogram) == HistogramAppend.NewChunkNeeded) break;
        }
        foreach ((byte[] buffer, int length, int count, long newest) in pins)
        {
            var read = new SampleColumns();
            Assert.True(HistogramDecoder.Decode(chunk.Encoding, buffer.AsSpan(0, length), count, long.MinValue, long.MaxValue, read));
            Assert.Equal(newest, read.Timestamps[^1]);
            for (int i = 0; i < count; i++) AssertSame(series[i].Histogram, read.Histograms[i]!);
        }
    });

    [Fact]
    public void Any_bytes_are_read_without_reaching_outside() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 500], Gen.Bool).Sample((bytes, count, integer) =>
        {
            HistogramDecoder.Decode(integer ? ChunkEncoding.Histogram : ChunkEncoding.FloatHistogram, bytes, count, long.MinValue, long.MaxValue, new SampleColumns());
        });

    [Fact]
    public void A_bucket_that_shrinks_begins_a_chunk_marked_as_reset()
    {
        HistogramChunk chunk = HistogramChunk.Begin(0, Counter((1, 5), (2, 7)), null);
        NativeHistogram smaller = Counter((1, 4), (2, 70));
        Assert.Equal(HistogramAppend.NewChunkNeeded, chunk.Append(1, smaller));
        Assert.Equal(HistogramChunk.ResetHeader.Reset, HistogramChunk.Begin(1, smaller, chunk).Reset);
        Assert.Equal(HistogramChunk.ResetHeader.NotReset, HistogramChunk.Begin(1, Counter((1, 5), (2, 8)), chunk).Reset);
    }

    [Fact]
    public void A_bucket_that_vanishes_is_a_reset_only_when_it_held_something()
    {
        HistogramChunk chunk = HistogramChunk.Begin(0, Counter((1, 5), (2, 0), (5, 1)), null);
        Assert.Equal(HistogramAppend.Appended, chunk.Append(1, Counter((1, 5), (5, 9))));
        Assert.Equal(HistogramAppend.NewChunkNeeded, chunk.Append(2, Counter((1, 50))));
    }

    [Fact]
    public void New_buckets_rewrite_the_chunk_and_leave_its_old_bytes_alone()
    {
        HistogramChunk chunk = HistogramChunk.Begin(0, Counter((1, 5)), null);
        (byte[] before, int length) = (chunk.Buffer, chunk.Length);
        byte[] copy = before[..length];
        Assert.Equal(HistogramAppend.Recoded, chunk.Append(1, Counter((-3, 1), (1, 6), (9, 1))));
        Assert.NotSame(before, chunk.Buffer);
        Assert.Equal(copy, before[..length]);
        var read = new SampleColumns();
        Assert.True(HistogramDecoder.Decode(chunk.Encoding, chunk.Buffer.AsSpan(0, chunk.Length), 2, 0, 1, read));
        Assert.Equal([0, 5, 0], read.Histograms[0]!.PositiveBuckets);
        Assert.Equal([1, 6, 1], read.Histograms[1]!.PositiveBuckets);
        Assert.Equal(CounterResetHint.Unknown, read.Histograms[0]!.ResetHint);
        Assert.Equal(CounterResetHint.NotReset, read.Histograms[1]!.ResetHint);
    }

    [Fact]
    public void A_gauge_may_shrink_and_only_gauges_share_its_chunk()
    {
        NativeHistogram Gauge(params (int, double)[] buckets) => Counter(buckets) with { ResetHint = CounterResetHint.Gauge };
        HistogramChunk chunk = HistogramChunk.Begin(0, Gauge((1, 5), (2, 7)), null);
        Assert.Equal(HistogramAppend.Appended, chunk.Append(1, Gauge((1, 1))));
        Assert.Equal(HistogramAppend.NewChunkNeeded, chunk.Append(2, Counter((1, 9), (2, 9))));
        var read = new SampleColumns();
        Assert.True(HistogramDecoder.Decode(chunk.Encoding, chunk.Buffer.AsSpan(0, chunk.Length), 2, 0, 1, read));
        Assert.All(read.Histograms.ToArray(), histogram => Assert.Equal(CounterResetHint.Gauge, histogram!.ResetHint));
    }

    [Fact]
    public void Nothing_but_staleness_follows_a_staleness_marker()
    {
        var stale = new NativeHistogram { Sum = StaleMarker.Value, IsInteger = true };
        HistogramChunk chunk = HistogramChunk.Begin(0, Counter((1, 5)), null);
        Assert.Equal(HistogramAppend.Appended, chunk.Append(1, stale));
        Assert.Equal(HistogramAppend.Appended, chunk.Append(2, stale));
        Assert.Equal(HistogramAppend.NewChunkNeeded, chunk.Append(3, Counter((1, 5))));
    }

    [Fact]
    public void Custom_bounds_of_every_kind_survive()
    {
        double[] bounds = [-5, 0.001, 0.25, 33554.43, 33554.431, Math.PI * 1e12];
        NativeHistogram histogram = Counter((0, 5)) with { Schema = -53, CustomBounds = bounds };
        HistogramChunk chunk = HistogramChunk.Begin(0, histogram, null);
        var read = new SampleColumns();
        Assert.True(HistogramDecoder.Decode(chunk.Encoding, chunk.Buffer.AsSpan(0, chunk.Length), 1, 0, 1, read));
        Assert.Equal(bounds, read.Histograms[0]!.CustomBounds);
        Assert.Equal(HistogramAppend.NewChunkNeeded, chunk.Append(1, histogram with { CustomBounds = bounds[1..] }));
    }

    [Fact]
    public void A_chunk_is_full_at_about_a_kibibyte_but_never_before_ten_samples()
    {
        var wide = new SortedDictionary<int, double>();
        for (int i = 0; i < 300; i++) wide[i * 2] = i * 1000;
        HistogramChunk chunk = HistogramChunk.Begin(0, HistogramGen.Make(false, 3, 0, 1, wide, [], [], CounterResetHint.Unknown), null);
        Assert.True(chunk.Length > 2 * HistogramCut.TargetBytes);
        Assert.False(chunk.IsDue(15_000));
        for (int i = 1; i < HistogramCut.LeastSamples; i++) chunk.Append(i * 15_000, chunk.Last);
        Assert.True(chunk.IsDue(150_000));
        Assert.True(HistogramChunk.Begin(0, Counter((1, 1)), null).IsDue(ChunkCut.RangeMilliseconds));
    }

    private static List<HistogramChunk> Write((long Time, NativeHistogram Histogram)[] series)
    {
        var chunks = new List<HistogramChunk>();
        foreach ((long time, NativeHistogram histogram) in series)
        {
            Assert.True(HistogramChunk.CanHold(histogram));
            if (chunks.Count == 0 || chunks[^1].Append(time, histogram) == HistogramAppend.NewChunkNeeded)
                chunks.Add(HistogramChunk.Begin(time, histogram, chunks.LastOrDefault()));
        }
        return chunks;
    }

    private static void AssertSame(NativeHistogram expected, NativeHistogram actual)
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Sum), BitConverter.DoubleToInt64Bits(actual.Sum));
        Assert.Equal(expected.IsInteger, actual.IsInteger);
        if (StaleMarker.Is(expected.Sum)) return;
        Assert.Equal(
            (expected.Schema, expected.ZeroThreshold, expected.ZeroCount, expected.Count), (actual.Schema, actual.ZeroThreshold, actual.ZeroCount, actual.Count));
        Assert.Equal(expected.CustomBounds, actual.CustomBounds);
        Assert.Equal(
            HistogramGen.Filled(expected.PositiveSpans, expected.PositiveBuckets), HistogramGen.Filled(actual.PositiveSpans, actual.PositiveBuckets));
        Assert.Equal(
            HistogramGen.Filled(expected.NegativeSpans, expected.NegativeBuckets), HistogramGen.Filled(actual.NegativeSpans, actual.NegativeBuckets));
    }

    private static NativeHistogram Counter(params (int Index, double Count)[] buckets)
    {
        var positive = new SortedDictionary<int, double>();
        foreach ((int index, double count) in buckets) positive[index] = count;
        return HistogramGen.Make(true, 3, 0.001, 1.5, positive, [], [], CounterResetHint.Unknown);
    }
}
