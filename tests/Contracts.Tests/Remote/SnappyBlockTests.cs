using CsCheck;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Samples;

namespace Tocsin.Contracts.Tests.Remote;

public sealed class SnappyBlockTests
{
    [Fact]
    public void What_was_encoded_is_decoded() => Gen.Byte.Array[0, 5000].Sample(bytes => Assert.Equal(bytes, SnappyBlock.Decode(SnappyBlock.Encode(bytes))));

    [Fact]
    public void A_block_that_claims_too_much_is_refused_before_it_costs_memory()
    {
        byte[] block = [0xff, 0xff, 0xff, 0xff, 0x0f, 0];
        Assert.Throws<InvalidDataException>(() => SnappyBlock.Decode(block));
        Assert.Throws<InvalidDataException>(() => SnappyBlock.Decode(SnappyBlock.Encode(new byte[2000]), 1000));
    }

    [Fact]
    public void Any_bytes_decode_or_are_refused() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        try
        {
            SnappyBlock.Decode(bytes);
        }
        catch (InvalidDataException)
        {
            // Refused: fine.
        }
    });

    [Fact]
    public void A_native_histogram_comes_back_as_it_was()
    {
        var histogram = new NativeHistogram
        {
            ResetHint = CounterResetHint.NotReset,
            Schema = 3,
            ZeroThreshold = 0.001,
            ZeroCount = 2,
            Count = 9.5,
            Sum = 12,
            PositiveSpans = [new(-2, 2), new(3, 1)],
            PositiveBuckets = [1, 2.5, 4],
        };
        NativeHistogram back = HistogramWire.Read(WireHistogram.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(HistogramWire.Write(5, histogram))));
        Assert.Equal(histogram.PositiveSpans, back.PositiveSpans);
        Assert.Equal(histogram.PositiveBuckets, back.PositiveBuckets);
        Assert.Equal((histogram.Count, histogram.Sum, histogram.Schema, histogram.ResetHint), (back.Count, back.Sum, back.Schema, back.ResetHint));
    }

    [Fact]
    public void Integer_histograms_are_summed_up_from_their_deltas()
    {
        var wire = new WireHistogram { CountInt = 6, ZeroCountInt = 1 };
        wire.PositiveSpans.Add(new WireSpan { Length = 3 });
        wire.PositiveDeltas.AddRange([1, 2, -1]);
        Assert.Equal([1, 3, 2], HistogramWire.Read(wire).PositiveBuckets);
        wire.PositiveDeltas.Add(1);
        Assert.Throws<InvalidDataException>(() => HistogramWire.Read(wire));
    }
}
