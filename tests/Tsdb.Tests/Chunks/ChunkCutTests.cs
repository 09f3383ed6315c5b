using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class ChunkCutTests
{
    private const long Hour = 3600 * 1000;

    [Theory]
    [InlineData(0, 2 * Hour)]
    [InlineData((2 * Hour) - 1, 2 * Hour)]
    [InlineData(2 * Hour, 4 * Hour)]
    public void A_chunk_never_crosses_an_aligned_two_hour_range(long timestamp, long end)
    {
        Assert.Equal(end, ChunkCut.RangeEnd(timestamp));
        Assert.True(ChunkCut.IsDue(1, 20, end, ChunkCut.RangeEnd(timestamp)));
        Assert.False(ChunkCut.IsDue(1, 20, end - 1, ChunkCut.RangeEnd(timestamp)));
    }

    [Fact]
    public void A_scrape_each_15_seconds_makes_equal_chunks_of_about_120_samples()
    {
        long newest = (ChunkCut.EstimateAt - 1) * 15_000;
        Assert.Equal(2 * Hour / 4, ChunkCut.Estimate(0, newest, 2 * Hour));
    }

    [Fact]
    public void Chunks_of_different_series_end_at_different_times_and_are_as_long()
    {
        var ends = new HashSet<long>();
        for (uint slot = 1; slot <= 64; slot++)
        {
            long start = 0, newest = (ChunkCut.EstimateAt - 1) * 15_000;
            long end = ChunkCut.EstimateApart(start, newest, 2 * Hour, slot);
            Assert.InRange(end, newest + 1, (long)(1.26 * ChunkCut.TargetSamples * 15_000));
            ends.Add(end / 60_000);
            for (; end < 2 * Hour; start = end, end = ChunkCut.EstimateApart(start, start + newest, 2 * Hour, slot))
                if (start > 0) Assert.InRange(end - start, 28 * 60_000, 30 * 60_000);
            Assert.Equal(2 * Hour, end);
        }
        Assert.InRange(ends.Count, 20, 64);
    }

    [Fact]
    public void A_slow_series_keeps_one_chunk_for_the_range() => Assert.Equal(2 * Hour, ChunkCut.Estimate(0, 29 * 120_000, 2 * Hour));

    [Fact]
    public void A_chunk_ends_at_twice_the_target_or_at_its_size()
    {
        Assert.True(ChunkCut.IsDue(240, 100, 1, 2 * Hour));
        Assert.True(ChunkCut.IsDue(60, ChunkCut.MaxChunkBytes - XorEncoder.MaxSampleBytes + 1, 1, 2 * Hour));
        Assert.False(ChunkCut.IsDue(239, ChunkCut.MaxChunkBytes - XorEncoder.MaxSampleBytes, 1, 2 * Hour));
    }

    [Fact]
    public void The_first_chunks_of_noisy_series_end_at_sizes_spread_evenly()
    {
        int[] sizes = [.. Enumerable.Range(1, 1000).Select(slot => ChunkCut.FirstChunkBytes((uint)slot))];
        Assert.All(sizes, size => Assert.InRange(size, 64, ChunkCut.MaxChunkBytes));
        for (int quarter = 0; quarter < 4; quarter++)
            Assert.InRange(sizes.Count(size => (size - 64) * 4 / (ChunkCut.MaxChunkBytes - 63) == quarter), 230, 270);
    }
}
