using CsCheck;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class XorChunkTests
{
    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Int[0, 5].Select(i => (double)i), Gen.Double, Gen.Long.Select(BitConverter.Int64BitsToDouble), Gen.Const(double.NaN));

    private static readonly Gen<long> Delta = Gen.OneOf(Gen.Const(15_000L), Gen.Long[14_990, 15_010], Gen.Long[1, 1_000_000], Gen.Long[1, 1L << 40]);

    private static readonly Gen<(long Start, (long Delta, double Value)[] Samples)> Series =
        Gen.Select(Gen.Long[-(1L << 42), 1L << 42], Gen.Select(Delta, Value).Array[1, 240]);

    [Fact]
    public void What_is_written_is_read_bit_by_bit() => Series.Sample(series =>
    {
        (byte[] buffer, XorEncoder encoder, long[] times, double[] values) = Encode(series.Start, series.Samples);
        AssertDecodes(buffer, encoder.Length, times, values);
    });

    [Fact]
    public void A_reader_may_decode_the_samples_it_knows_while_later_ones_are_written() => Series.Sample(series =>
    {
        (byte[] buffer, _, long[] times, double[] values) = Encode(series.Start, series.Samples);
        int known = (times.Length + 1) / 2;
        (_, XorEncoder earlier, _, _) = Encode(series.Start, series.Samples[..known]);
        AssertDecodes(buffer, earlier.Length, times[..known], values[..known]);
    });

    [Fact]
    public unsafe void An_append_touches_no_more_than_it_says() => Series.Sample(series =>
    {
        var encoder = default(XorEncoder);
        byte[] buffer = new byte[8192];
        fixed (byte* start = buffer)
        {
            long time = series.Start;
            for (int i = 0; i < series.Samples.Length; i++)
            {
                // Deltas that jump by 40 bits and values without a common bit take the most.
                time += series.Samples[i].Delta << (i % 3 == 0 ? 2 : 0);
                int from = encoder.FreeByte, to = from + (i == 0 ? XorEncoder.Room : XorEncoder.Reach);
                buffer.AsSpan(to).Fill(0xA5);
                encoder.AppendBehind(start, time, series.Samples[i].Value);
                Assert.False(buffer.AsSpan(to).ContainsAnyExcept((byte)0xA5));
                Assert.InRange(encoder.Length, from, to);
            }
        }
    });

    [Fact]
    public void Any_bytes_are_read_without_reaching_outside() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[1, 240]).Sample((bytes, count) =>
        {
            byte[] padded = [.. bytes, .. new byte[XorDecoder.Padding]];
            XorDecoder.Decode(padded, bytes.Length, count, new long[count], new double[count]);
        });

    [Fact]
    public void A_chunk_with_fewer_samples_than_told_is_refused()
    {
        (byte[] buffer, XorEncoder encoder, _, _) = Encode(0, [(1, 1.5), (15_000, 2.5), (15_003, -7)]);
        Assert.False(XorDecoder.Decode(buffer, encoder.Length, 200, new long[200], new double[200]));
    }

    [Fact]
    public void Encoding_again_what_Prometheus_wrote_gives_its_bytes()
    {
        string file = Directory.GetFiles(Conformance.PathOf("tsdb", "made_by_3.5.3", "snapshot_block"), "000001", SearchOption.AllDirectories)[0];
        int chunks = 0;
        foreach (byte[] chunk in ChunkFile.XorChunks(File.ReadAllBytes(file)))
        {
            int count = (chunk[0] << 8) | chunk[1];
            var times = new long[count];
            var values = new double[count];
            Assert.True(XorDecoder.Decode([.. chunk, .. new byte[XorDecoder.Padding]], chunk.Length, count, times, values));
            var encoder = default(XorEncoder);
            byte[] buffer = new byte[8192];
            for (int i = 0; i < count; i++) XorBytes.Append(ref encoder, buffer, times[i], values[i]);
            Assert.Equal(chunk, buffer[..encoder.Length]);
            chunks++;
        }
        Assert.True(chunks >= 10, $"only {chunks} chunks found");
    }

    private static (byte[] Buffer, XorEncoder Encoder, long[] Times, double[] Values) Encode(long start, (long Delta, double Value)[] samples)
    {
        byte[] buffer = new byte[8192];
        // What an earlier chunk left in the buffer must not shine through.
        Array.Fill(buffer, (byte)0xA5);
        var encoder = default(XorEncoder);
        var times = new long[samples.Length];
        for (int i = 0; i < samples.Length; i++) XorBytes.Append(ref encoder, buffer, times[i] = start += samples[i].Delta, samples[i].Value);
        return (buffer, encoder, times, Array.ConvertAll(samples, sample => sample.Value));
    }

    private static void AssertDecodes(byte[] buffer, int length, long[] times, double[] values)
    {
        var decodedTimes = new long[times.Length];
        var decodedValues = new double[times.Length];
        Assert.True(XorDecoder.Decode(buffer, length, times.Length, decodedTimes, decodedValues));
        Assert.Equal(times, decodedTimes);
        Assert.Equal(Array.ConvertAll(values, BitConverter.DoubleToInt64Bits), Array.ConvertAll(decodedValues, BitConverter.DoubleToInt64Bits));
    }
}
