using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>Blocks of others are read, and written again to the same bytes.</summary>
public sealed class BlockFormatTests
{
    [Theory]
    [InlineData("snapshot_block")]
    [InlineData("from_openmetrics")]
    public void Writing_again_what_Prometheus_wrote_gives_its_files(string set)
    {
        using var folder = new TestFolder();
        foreach (string directory in Directory.GetDirectories(Conformance.PathOf("tsdb", "made_by_3.5.3", set)).Where(path => !path.EndsWith("wal", StringComparison.Ordinal)))
        {
            Block block = Block.Open(directory);
            var lost = new List<UnreadableChunk>();
            BlockMeta? written = BlockWriter.Write(folder.Path, block.Meta, new MergedSeries([new BlockSeries(block, lost.Add)]), TestContext.Current.CancellationToken);
            Assert.Equal(block.Meta.Stats, written!.Stats with { FloatSamples = 0, HistogramSamples = 0 });
            string ours = Path.Combine(folder.Path, block.Meta.Id.ToString());
            foreach (string file in (string[])["chunks/000001", "index", "tombstones"])
                Assert.Equal(File.ReadAllBytes(Path.Combine(directory, file)), File.ReadAllBytes(Path.Combine(ours, file)));
            Assert.Empty(lost);
            block.Release();
        }
    }

    [Fact]
    public void An_index_of_version_1_is_read()
    {
        Block block = Block.Open(Conformance.PathOf("tsdb", "index_format_v1"));
        Assert.Equal(1, block.Index.Version);
        using ISeriesCursor series = new BlockSeries(block, unreadable => Assert.Fail(unreadable.ToString())).Series();
        int count = 0;
        for (; series.MoveNext(); count++) Assert.Equal(1, series.InfoOf(0).Samples);
        Assert.Equal(102, count);
        block.Release();
    }

    [Fact]
    public void A_block_of_another_version_is_refused() =>
        Assert.Throws<NotSupportedException>(() => Block.Open(Directory.GetDirectories(Conformance.PathOf("tsdb", "repair_index_version"))[0]));
}
