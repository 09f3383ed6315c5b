using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Querying;
using Tocsin.Tsdb.Tests.Chunks;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>
/// Bytes of real files, changed at random: readers refuse them or read something, and do neither crash, hang, nor take memory without end. Checksums are
/// made right again after the change, so that it reaches what lies behind them. TOCSIN_SECONDS makes it long.
/// </summary>
public sealed class ReaderFuzzTests
{
    private static readonly double Seconds = double.Parse(Environment.GetEnvironmentVariable("TOCSIN_SECONDS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void An_index_of_any_bytes_is_read_or_refused()
    {
        using var folder = new TestFolder();
        byte[] seed = File.ReadAllBytes(Path.Combine(folder.Path, Seed(folder).ToString(), "index"));
        string file = Path.Combine(folder.Path, "fuzzed");
        Fuzz(seed, bytes =>
        {
            File.WriteAllBytes(file, bytes);
            using var index = new IndexFile(file);
            var postings = new FilePostings(index);
            var names = new TextList();
            LabelSearch.Names(postings, [], names);
            foreach (string name in names.ToNames(0).Names.Take(20)) LabelSearch.Values(postings, System.Text.Encoding.UTF8.GetBytes(name), [], new TextList());
            MatcherResolver.Resolve(postings, [new Matcher("i", MatchOperator.Regex, ".*1.*"), new Matcher("__name__", MatchOperator.NotEqual, "x")]);
            foreach (IndexedSeries series in BlockScan.Walk(index)) _ = series.Chunks.Count;
        });
    }

    [Fact]
    public void Tombstones_of_any_bytes_are_read_or_refused()
    {
        byte[] seed = Tombstones.None.With([(1u, new TimeRange(5, 9)), (7u, new TimeRange(-3, 1L << 40)), (7u, new TimeRange(1L << 41, 1L << 42))]).ToFile();
        Fuzz(seed, bytes => Tombstones.Parse(bytes), sum: (5, 4));
    }

    [Fact]
    public void A_meta_of_any_bytes_is_read_or_refused()
    {
        using var folder = new TestFolder();
        byte[] seed = File.ReadAllBytes(Path.Combine(folder.Path, Seed(folder).ToString(), BlockMeta.FileName));
        Fuzz(seed, bytes => BlockMeta.Read(BlockMeta.Read(bytes).ToJson()));
    }

    [Fact]
    public void A_chunk_of_any_bytes_is_read_or_refused()
    {
        var chunker = new SampleChunker();
        for (int i = 0; i < 100; i++) chunker.Add(i * 15_000, Math.Sin(i));
        for (int i = 0; i < 60; i++)
            chunker.Add((200 + i) * 15_000, HistogramGen.Make(i < 30, 3, 0.01, i, new() { [1] = i, [5] = 2 * i }, new() { [-3] = i }, [], CounterResetHint.Unknown));
        chunker.Finish();
        var columns = new SampleColumns();
        for (int chunk = 0; chunk < chunker.Count; chunk++)
        {
            ChunkEncoding encoding = chunker.InfoOf(chunk).Encoding;
            Fuzz(chunker.BytesOf(chunk).ToArray(), bytes =>
            {
                if (bytes.Length < 2) return;
                columns.Clear();
                ChunkDecoder.Decode(encoding, bytes, long.MinValue, long.MaxValue, columns);
                Assert.True(columns.Count <= ushort.MaxValue);
            });
        }
    }

    private static Ulid Seed(TestFolder folder) => TestBlocks.Make(folder.Path, 0, TestBlocks.Hour, series: 20);

    private static void Fuzz(byte[] seed, Action<byte[]> read, (int Start, int Tail)? sum = null)
    {
        var random = new Random(1);
        long begin = Stopwatch.GetTimestamp(), memory = GC.GetTotalMemory(forceFullCollection: true);
        for (int round = 0; Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds; round++)
        {
            byte[] bytes = Change(seed, random);
            if (sum is { } at && bytes.Length > at.Start + at.Tail) WriteSum(bytes, at.Start, bytes.Length - at.Tail);
            else RepairIndexSums(bytes);
            try
            {
                read(bytes);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                // Refused.
            }
        }
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 64 * 1024 * 1024);
    }

    private static byte[] Change(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            if (random.Next(3) == 0) bytes[at] ^= (byte)(1 << random.Next(8));
            else if (random.Next(2) == 0) bytes[at] = (byte)random.Next(256);
            else bytes.AsSpan(at, Math.Min(random.Next(1, 9), bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
        }
        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // Table of contents, then the sections it points to.
    private static void RepairIndexSums(byte[] bytes)
    {
        if (bytes.Length < 100 || BinaryPrimitives.ReadUInt32BigEndian(bytes) != IndexFormat.Magic) return;
        int contents = bytes.Length - IndexFormat.TableOfContentsSize;
        for (int i = 0; i < 6; i++)
        {
            ulong at = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(contents + (i * 8)));
            if (i == 1 || at > (ulong)contents - 8) continue;
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (length < (uint)contents && at + 4 + length + 4 <= (ulong)contents) WriteSum(bytes, (int)at + 4, (int)at + 4 + (int)length);
        }
        WriteSum(bytes, contents, bytes.Length - 4);
    }

    private static void WriteSum(byte[] bytes, int start, int end) =>
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc32C.Of(bytes.AsSpan(start, end - start)));
}
