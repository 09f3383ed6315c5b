using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Tests.Blocks;

namespace Tocsin.Tsdb.Tests.Compaction;

public sealed class CompactionPlanTests
{
    private static readonly CompactionPlan Plan = new(2 * TestBlocks.Hour, 54 * TestBlocks.Hour);

    [Fact]
    public void Ranges_grow_by_threes_up_to_the_longest() => Assert.Equal([2, 6, 18, 54], Plan.Ranges.Select(range => range / TestBlocks.Hour));

    [Fact]
    public void The_longest_block_is_a_tenth_of_the_retention_and_a_month_at_most()
    {
        Assert.Equal(TimeSpan.FromHours(36).TotalMilliseconds, CompactionPlan.LongestFor((long)TimeSpan.FromDays(15).TotalMilliseconds));
        Assert.Equal(TimeSpan.FromDays(31).TotalMilliseconds, CompactionPlan.LongestFor((long)TimeSpan.FromDays(5000).TotalMilliseconds));
    }

    [Theory]
    [InlineData("0-2 2-4", "")] // The newest is left alone, and one alone is nothing to join.
    [InlineData("0-2 2-4 4-6", "")] // A third one of the same range may still come.
    [InlineData("0-2 2-4 4-6 6-8", "0-2 2-4 4-6")] // The range is full.
    [InlineData("0-2 4-6 6-8", "0-2 4-6")] // Full with a gap.
    [InlineData("0-2 2-4 6-8 8-10", "0-2 2-4")] // Nothing more can come into 0-6.
    [InlineData("0-6 6-12 12-18 18-20", "0-6 6-12 12-18")]
    [InlineData("0-6 6-8 8-10 10-12 12-14", "6-8 8-10 10-12")] // Short ranges first.
    [InlineData("0-6 4-8 8-10", "0-6 4-8")] // What overlaps comes first, whatever its length,
    [InlineData("0-2 1-3 2-4 6-8", "0-2 1-3 2-4")] // and all of it together,
    [InlineData("0-2 2-4 4-6 5-7", "4-6 5-7")] // the newest included.
    [InlineData("0-2! 2-4 4-6 6-8", "")] // A failed one stops its range.
    [InlineData("0-7 7-8 9-10", "")] // What crosses the ends of a range belongs to none.
    public void Blocks_are_chosen_as_Prometheus_chooses_them(string given, string expected)
    {
        using var folder = new TestFolder();
        using var blocks = new BlockDirectory(folder.Path, new BlockNotes());
        foreach (string text in given.Split(' '))
        {
            long[] hours = [.. text.TrimEnd('!').Split('-').Select(long.Parse)];
            TestBlocks.Make(folder.Path, hours[0] * TestBlocks.Hour, hours[1] * TestBlocks.Hour, change: meta => meta with { Failed = text.EndsWith('!') });
        }
        blocks.Reload();
        Assert.Equal(expected, string.Join(' ', Plan.Next(blocks.Blocks).Select(block => $"{block.Meta.MinTime / TestBlocks.Hour}-{block.Meta.MaxTime / TestBlocks.Hour}")));
    }

    [Fact]
    public void A_long_block_with_many_deletions_is_written_again()
    {
        using var folder = new TestFolder();
        using var blocks = new BlockDirectory(folder.Path, new BlockNotes());
        TestBlocks.Make(folder.Path, 0, 18 * TestBlocks.Hour);
        TestBlocks.Make(folder.Path, 18 * TestBlocks.Hour, 20 * TestBlocks.Hour);
        blocks.Reload();
        Assert.Empty(Plan.Next(blocks.Blocks));
        BlockDeletion.Delete(blocks.Blocks[0], [TestStore.Equal("i", "0")], new(0, 1000));
        Assert.Equal([blocks.Blocks[0]], Plan.Next(blocks.Blocks));
    }

    [Fact]
    public void Time_and_size_choose_the_oldest_blocks()
    {
        using var folder = new TestFolder();
        using var blocks = new BlockDirectory(folder.Path, new BlockNotes());
        for (int i = 0; i < 5; i++) TestBlocks.Make(folder.Path, i * 2 * TestBlocks.Hour, (i + 1) * 2 * TestBlocks.Hour);
        blocks.Reload();
        long size = blocks.Blocks[0].Size;
        Assert.Equal([], Outlived(new KeptLimits(9 * TestBlocks.Hour, 0, 0)));
        Assert.Equal([0], Outlived(new KeptLimits(8 * TestBlocks.Hour, 0, 0)));
        Assert.Equal([0, 2, 4], Outlived(new KeptLimits(0, size * 5 / 2, 0)));
        Assert.Equal([0, 2], Outlived(new KeptLimits(8 * TestBlocks.Hour, size * 7 / 2, 0)));
        // Half of a disk of eight blocks, one of which head and log take.
        Assert.Equal([0, 2], Outlived(new KeptLimits(0, 0, 50), headBytes: size, diskBytes: size * 8 + 100));

        long[] Outlived(KeptLimits limits, long headBytes = 0, long diskBytes = 0) =>
            [.. BlockRetention.Outlived(blocks.Blocks, limits, headBytes, diskBytes).Select(block => block.Meta.MinTime / TestBlocks.Hour).Order()];
    }
}
