using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Tests.Head;

/// <summary>What keeps a series small.</summary>
public sealed class SeriesMemoryTests
{
    [Fact]
    public unsafe void The_fields_of_a_series_take_85_bytes_and_a_node_of_chunks_64()
    {
        SeriesState state;
        Assert.Equal(SeriesState.FieldBytes, (byte*)(&(&state)->OpenBlocks + 1) - (byte*)&state);
        Assert.Equal(MappedNode.Bytes, sizeof(MappedNode));
    }

    [Fact]
    public async Task The_status_counts_bytes_of_labels_as_Prometheus_does()
    {
        await using var test = new TestStore();
        for (int i = 8; i < 12; i++) await test.AppendAsync(TestStore.Labels("metric", i), (test.Now, 1));
        // Name and value with a byte of length each: 4 x (8 + 6 + 2), 2 x (1 + 1 + 2) + 2 x (1 + 2 + 2).
        Assert.Equal([("__name__", 64L), ("i", 18L)], test.Store.Status(10).BytesByLabel.Select(figure => (figure.Name, figure.Value)));
    }

    [Fact]
    public unsafe void Chunks_on_disk_are_listed_as_they_were_added_however_far_apart()
    {
        var random = new Random(5);
        var chunks = new SeriesChunks();
        for (int round = 0; round < 200; round++)
        {
            MappedList list = default;
            var expected = new List<MappedChunk>();
            (long time, int file) = (random.NextInt64(-1L << 42, 1L << 42), random.Next(1, 100));
            for (int i = random.Next(1, 40); i > 0; i--)
            {
                expected.Add(new MappedChunk(time, new HeadChunkRef(file, random.Next(8, (int)HeadChunkFormat.MaxFileBytes))));
                chunks.Add(ref list, expected[^1]);
                time += random.Next(4) == 0 ? random.NextInt64(1, 1L << 30) : 1_800_000;
                file += random.Next(4) == 0 ? random.Next(100) : 1;
            }
            var actual = new List<MappedChunk>();
            list.CopyTo(actual);
            AssertSame(expected, actual);
            Assert.Equal(expected.Count, list.Count);
            int gone = random.Next(expected.Count);
            chunks.DropFirst(ref list, gone, expected[gone].MinTime);
            actual.Clear();
            list.CopyTo(actual);
            AssertSame(expected[gone..], actual);
            chunks.Retire(list);
        }
    }

    // The first is told exactly; what is between others lost some accuracy, twice when the list was made anew.
    private static void AssertSame(List<MappedChunk> expected, List<MappedChunk> actual)
    {
        Assert.Equal(expected.Select(chunk => chunk.Place), actual.Select(chunk => chunk.Place));
        Assert.Equal(expected[0].MinTime, actual[0].MinTime);
        for (int i = 0; i < expected.Count; i++) Assert.InRange(actual[i].MinTime, expected[i].MinTime - (2 * 65_536), expected[i].MinTime);
    }

    [Fact]
    public async Task Small_chunks_of_the_head_are_full_ones_in_the_block_and_hold_the_same()
    {
        await using var test = new TestStore();
        LabelSet noisy = TestStore.Labels("noisy");
        var random = new Random(3);
        long start = test.Now;
        test.Clock.Advance(TimeSpan.FromHours(4));
        for (int i = 0; i < 960; i++) await test.AppendAsync(noisy, (start + (i * 15_000L), random.NextDouble()));
        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        test.Store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(before, await test.ReadAsync());
        string meta = Directory.EnumerateFiles(test.Directory, "meta.json", SearchOption.AllDirectories).Single();
        JsonNode stats = JsonNode.Parse(await File.ReadAllTextAsync(meta, TestContext.Current.CancellationToken))!["stats"]!;
        Assert.Equal((480, 4), ((int)stats["numSamples"]!, (int)stats["numChunks"]!));
    }
}
