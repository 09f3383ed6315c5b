using Tocsin.Model.Samples;

namespace Tocsin.Model.Tests.Samples;

public sealed class SampleColumnsTests
{
    [Fact]
    public void A_decoder_fills_the_tail_and_takes_what_it_wrote()
    {
        var columns = new SampleColumns();
        columns.Add(1, 10);
        (Memory<long> timestamps, Memory<double> values) = columns.Tail(1000);
        timestamps.Span[0] = 2;
        values.Span[0] = 20;
        columns.Advance(1);
        Assert.Equal([1, 2], columns.Timestamps.ToArray());
        Assert.Equal([10, 20], columns.Values.ToArray());
    }

    [Fact]
    public void Histograms_stand_beside_floats_and_are_gone_after_a_clear()
    {
        var columns = new SampleColumns();
        columns.Add(1, 10);
        columns.Add(2, new NativeHistogram { Count = 3 });
        Assert.Null(columns.Histograms[0]);
        Assert.Equal(3, columns.Histograms[1]?.Count);
        columns.Clear();
        columns.Add(3, 30);
        Assert.True(columns.Histograms.IsEmpty);
        Assert.Equal(1, columns.Count);
    }

    [Fact]
    public void Only_the_one_bit_pattern_is_a_stale_marker()
    {
        Assert.True(StaleMarker.Is(StaleMarker.Value));
        Assert.False(StaleMarker.Is(double.NaN));
    }
}
