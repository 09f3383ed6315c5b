using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Querying;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>What can be read of a damaged block is read; what is lost is told with its time.</summary>
public sealed class BlockDamageTests
{
    private const long End = 2 * TestBlocks.Hour;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_missing_or_unreadable_meta_is_written_anew_from_the_index(bool missing)
    {
        using var folder = new TestFolder();
        string block = Path.Combine(folder.Path, TestBlocks.Make(folder.Path, 0, End, series: 3).ToString());
        string meta = Path.Combine(block, BlockMeta.FileName);
        if (missing) File.Delete(meta);
        else File.WriteAllText(meta, "{\"version\": 1, \"ulid\": ");
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Assert.Equal(3 * 120, Count(blocks));
            BlockMeta read = Assert.Single(blocks.Blocks).Meta;
            Assert.Equal((0, End - 60_000 + 1, 360), (read.MinTime, read.MaxTime, read.Stats.Samples));
            Assert.Contains("no samples are lost", Assert.Single(notes.Texts));
            Assert.Equal(!missing, File.Exists(meta + ".corrupt"));
        }
    }

    [Fact]
    public void A_damaged_index_sets_the_block_aside_and_tells_its_time()
    {
        using var folder = new TestFolder();
        Ulid bad = TestBlocks.Make(folder.Path, 0, End), good = TestBlocks.Make(folder.Path, End, 2 * End);
        Flip(Path.Combine(folder.Path, bad.ToString(), "index"), fromEnd: 10);
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Assert.Equal(good, Assert.Single(blocks.Blocks).Meta.Id);
            Assert.Contains("samples from 1970-01-01T00:00:00.000Z to 1970-01-01T01:59:59.999Z are lost", Assert.Single(notes.Texts));
            Assert.True(Directory.Exists(Path.Combine(folder.Path, bad + ".corrupt")));
        }
    }

    [Fact]
    public void A_damaged_chunk_costs_its_own_samples_only()
    {
        using var folder = new TestFolder();
        Ulid id = TestBlocks.Make(folder.Path, 0, End, series: 3);
        Flip(ChunkFiles.PathOf(Path.Combine(folder.Path, id.ToString()), 1), fromEnd: 30);
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            var unreadable = new List<UnreadableChunk>();
            Assert.Equal(2 * 120, Count(blocks, unreadable));
            UnreadableChunk lost = Assert.Single(unreadable);
            Assert.Equal((0, End - 60_000), (lost.MinTime, lost.MaxTime));
            Assert.Equal(TestStore.Labels("made", 2), lost.Series);
            Assert.Empty(notes.Texts);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_chunk_file_that_is_missing_or_cut_off_is_told_of_when_the_block_is_opened(bool missing)
    {
        using var folder = new TestFolder();
        string file = ChunkFiles.PathOf(Path.Combine(folder.Path, TestBlocks.Make(folder.Path, 0, End, series: 3).ToString()), 1);
        if (missing) File.Delete(file);
        else
        {
            using FileStream cut = File.OpenWrite(file);
            cut.SetLength(cut.Length / 2);
        }
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Assert.Equal(missing ? 0 : 120, Count(blocks));
            string text = Assert.Single(notes.Texts);
            Assert.Contains(missing ? "3 chunks of 3 series are lost" : "1 chunks of 1 series are lost", text);
            Assert.Contains("from 1970-01-01T00:00:00.000Z to 1970-01-01T01:59:00.000Z", text);
        }
    }

    [Fact]
    public void Damaged_tombstones_are_set_aside_and_the_samples_are_back()
    {
        using var folder = new TestFolder();
        Ulid id = TestBlocks.Make(folder.Path, 0, End);
        Block block = Block.Open(Path.Combine(folder.Path, id.ToString()));
        Tocsin.Tsdb.Compaction.BlockDeletion.Delete(block, [TestStore.Equal("i", "0")], TimeRange.Everything);
        block.Release();
        string file = Path.Combine(folder.Path, id.ToString(), Tombstones.FileName);
        Flip(file, fromEnd: 5);
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Assert.Equal(120, Count(blocks));
            Assert.Contains("are back", Assert.Single(notes.Texts));
            Assert.True(File.Exists(file + ".corrupt"));
        }
    }

    [Fact]
    public void What_a_crash_left_half_done_is_removed_and_replaced_blocks_with_it()
    {
        using var folder = new TestFolder();
        Ulid parent = TestBlocks.Make(folder.Path, 0, End);
        Ulid child = TestBlocks.Make(folder.Path, 0, End, change: meta => meta with { Parents = [new BlockParent(parent, 0, End)] });
        string unfinished = Path.Combine(folder.Path, parent.ToString()[..^1] + "0" + BlockFiles.Unfinished);
        Directory.CreateDirectory(unfinished);
        (BlockNotes notes, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Assert.Equal(child, Assert.Single(blocks.Blocks).Meta.Id);
            Assert.Equal([Path.Combine(folder.Path, child.ToString())], Directory.GetDirectories(folder.Path));
            Assert.Empty(notes.Texts);
        }
    }

    [Fact]
    public void Fields_of_others_survive_in_a_meta()
    {
        byte[] json = """{"version":1,"ulid":"01M81V5PDKD04D968J8XMYHHXF","minTime":-5,"maxTime":7,"stats":{"numSeries":3,"x":1},"compaction":{"level":2,"y":[1]},"thanos":{"labels":{"a":"b"}}}"""u8.ToArray();
        BlockMeta meta = BlockMeta.Read(json);
        string written = System.Text.Encoding.UTF8.GetString(BlockMeta.Read(meta.ToJson()).ToJson());
        foreach (string part in (string[])["\"thanos\"", "\"labels\"", "\"x\": 1", "\"y\"", "\"level\": 2", "\"minTime\": -5"]) Assert.Contains(part, written);
    }

    [Fact]
    public void A_block_may_be_deleted_while_it_is_read()
    {
        using var folder = new TestFolder();
        TestBlocks.Make(folder.Path, 0, End);
        (_, BlockDirectory blocks) = Open(folder);
        using (blocks)
        {
            Block block = blocks.Use(0, End).Single();
            using var selection = new BlockSelection(block, new SeriesSelector([], 0, End), new KnownLabels(), _ => { }, CancellationToken.None);
            blocks.Delete([.. blocks.Blocks]);
            Assert.Empty(Directory.GetDirectories(folder.Path));
            var columns = new SampleColumns();
            selection.Read(0, columns);
            Assert.Equal(120, columns.Count);
        }
    }

    private static (BlockNotes Notes, BlockDirectory Blocks) Open(TestFolder folder)
    {
        var notes = new BlockNotes();
        var blocks = new BlockDirectory(folder.Path, notes);
        blocks.Reload();
        return (notes, blocks);
    }

    private static int Count(BlockDirectory blocks, List<UnreadableChunk>? unreadable = null)
    {
        int count = 0;
        var columns = new SampleColumns();
        foreach (Block block in blocks.Use(long.MinValue, long.MaxValue))
        {
            using var selection = new BlockSelection(
                block, new SeriesSelector([new Matcher("i", MatchOperator.NotEqual, "")], long.MinValue, long.MaxValue), new KnownLabels(), what => unreadable?.Add(what), CancellationToken.None);
            for (int i = 0; i < selection.Count; i++)
            {
                selection.Read(i, columns);
                count += columns.Count;
            }
        }
        return count;
    }

    private static void Flip(string file, int fromEnd)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^fromEnd] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }
}
