using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Tests.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Wal;

/// <summary>
/// Segments and files of head chunks with bytes changed at random, checksums made right again half of the time: the store opens and reads on, whatever they
/// are. The seed is what a real store wrote. TOCSIN_SECONDS makes it long.
/// </summary>
public sealed class LogFuzzTests
{
    private static readonly double Seconds = double.Parse(Environment.GetEnvironmentVariable("TOCSIN_SECONDS") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(WalCompression.None)]
    [InlineData(WalCompression.Snappy)]
    [InlineData(WalCompression.Zstd)]
    public async Task A_log_of_any_bytes_is_read_as_far_as_it_makes_sense(WalCompression compression)
    {
        await using TestStore test = await SeedAsync(compression);
        byte[] seed = await ReadAsync(SegmentFiles.PathOf(test.Wal, 0));
        string directory = Directory.CreateTempSubdirectory("tocsin-log-fuzz-").FullName;
        string path = SegmentFiles.PathOf(directory, 0);
        Fuzz(seed, RepairFragments, bytes =>
        {
            foreach (string left in Directory.EnumerateFiles(directory)) File.Delete(left);
            File.WriteAllBytes(path, bytes);
            long entries = 0;
            new LogScan(directory).Run(record => entries += record.Samples.Count + record.Series.Count + record.Histograms.Count);
            Assert.InRange(entries, 0, 1_000_000);
        });
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_file_of_head_chunks_of_any_bytes_is_read_as_far_as_it_makes_sense()
    {
        await using TestStore test = await SeedAsync(WalCompression.Snappy);
        await test.Store.DisposeAsync();
        byte[] seed = await ReadAsync(Directory.EnumerateFiles(Path.Combine(test.Directory, "chunks_head")).First());
        string directory = Directory.CreateTempSubdirectory("tocsin-chunk-fuzz-").FullName;
        string path = Path.Combine(directory, "000001");
        Fuzz(seed, _ => { }, bytes =>
        {
            foreach (string left in Directory.EnumerateFiles(directory)) File.Delete(left);
            File.WriteAllBytes(path, bytes);
            using var store = new HeadChunkStore(directory);
            var places = new List<HeadChunkRef>();
            store.Load(meta => places.Add(meta.Reference));
            foreach (HeadChunkRef place in places) Assert.InRange(store.View(place).Length, 2, bytes.Length);
        });
        Directory.Delete(directory, recursive: true);
    }

    private static void Fuzz(byte[] seed, Action<byte[]> repair, Action<byte[]> read)
    {
        var random = new Random(1);
        long begin = Stopwatch.GetTimestamp(), memory = GC.GetTotalMemory(forceFullCollection: true);
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds)
        {
            byte[] bytes = [.. seed];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int at = random.Next(bytes.Length);
                if (random.Next(2) == 0) bytes[at] = (byte)random.Next(256);
                else bytes.AsSpan(at, Math.Min(random.Next(1, 9), bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
            }
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (random.Next(2) == 0) repair(bytes);
            read(bytes);
        }
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 64 * 1024 * 1024);
    }

    private static async Task<TestStore> SeedAsync(WalCompression compression)
    {
        var test = new TestStore();
        test.Options = test.Options with { WalCompression = compression };
        for (int i = 0; i < 300; i++)
        {
            using IAppender appender = test.Store.CreateAppender();
            for (int series = 0; series < 4; series++)
            {
                SeriesRef handle = default;
                LabelSet labels = TestStore.Labels("fuzz", series);
                appender.Append(ref handle, labels, test.Now + (i * 1000), i * 0.37 * series);
                if (i % 50 == 0) appender.AppendExemplar(ref handle, labels, new Exemplar(TestStore.Labels("trace", i), i, test.Now + (i * 1000)));
            }
            SeriesRef histogram = default;
            appender.Append(ref histogram, TestStore.Labels("histogram"), test.Now + (i * 1000),
                HistogramGen.Make(i % 100 < 50, 2, 0.01, i, new() { [1] = i, [4] = 2 }, new() { [-2] = i }, [], CounterResetHint.Unknown));
            if (i == 0) appender.SetMetadata(ref histogram, TestStore.Labels("histogram"), new MetricMetadata(MetricType.Histogram, "s", "help"));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        return test;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Min(file.Length, 256 * 1024)];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    // Page by page, as far as lengths make sense.
    private static void RepairFragments(byte[] bytes)
    {
        for (int page = 0; page < bytes.Length; page += WalFormat.PageSize)
        {
            int end = Math.Min(bytes.Length, page + WalFormat.PageSize);
            for (int at = page; at + WalFormat.HeaderSize <= end && bytes[at] != 0;)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 1));
                if (at + WalFormat.HeaderSize + length > end) break;
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 3), Crc32C.Of(bytes.AsSpan(at + WalFormat.HeaderSize, length)));
                at += WalFormat.HeaderSize + length;
            }
        }
    }
}
