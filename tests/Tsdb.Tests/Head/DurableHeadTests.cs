using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Head;

/// <summary>What blocks are made of, and what the head forgets afterwards.</summary>
public sealed class DurableHeadTests : IDisposable
{
    private const long Hour = 3600 * 1000;
    private readonly string _directory = Directory.CreateTempSubdirectory("tocsin-head-").FullName;
    private readonly FakeTimeProvider _clock = new(TestStore.Start);
    private readonly Meter _meter = new("test");

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        _meter.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_range_gives_series_in_the_order_of_their_labels_with_whole_chunks()
    {
        using DurableHead head = Open();
        using (HeadAppender appender = head.Head.CreateAppender())
        {
            for (int i = 0; i < 40; i++)
            {
                LabelSet labels = LabelSet.Create(("__name__", i % 2 == 0 ? "b" : "a"), ("z", Text(i)), ("job", Text(i % 3)));
                SeriesRef series = default;
                for (int j = 0; j < 300; j++) appender.Append(ref series, labels, Now - (4 * Hour) + (j * 40_000), j);
            }
            Commit(appender);
        }
        using HeadRange range = head.OpenRange(Now - (4 * Hour), Now - (2 * Hour) - 1);
        using ISeriesCursor cursor = range.Series();
        int count = 0;
        byte[] previous = [];
        while (cursor.MoveNext())
        {
            Assert.True(count++ == 0 || LabelOrder.Compare(previous, cursor.Labels) < 0);
            previous = cursor.Labels.ToArray();
            Assert.All(Enumerable.Range(0, cursor.ChunkCount), chunk => Assert.InRange(cursor.InfoOf(chunk).MinTime, Now - (4 * Hour), Now - (2 * Hour) - 1));
            Assert.Equal(180, Enumerable.Range(0, cursor.ChunkCount).Sum(chunk => cursor.InfoOf(chunk).Samples));
            Assert.Equal(cursor.InfoOf(0).Samples, (cursor.BytesOf(0)[0] << 8) | cursor.BytesOf(0)[1]);
        }
        Assert.Equal(40, count);
    }

    [Fact]
    public async Task After_a_truncation_the_old_part_is_gone_and_stays_gone_while_open_selections_keep_it()
    {
        LabelSet old = TestStore.Labels("old"), both = TestStore.Labels("both");
        using (DurableHead head = Open())
        {
            Append(head, old, Now - (5 * Hour), 100, 15_000);
            Append(head, both, Now - (5 * Hour), 500, 30_000);
            using ISeriesSelection before = await head.Source.SelectAsync(new SeriesSelector([], 0, long.MaxValue), TestContext.Current.CancellationToken);
            head.Truncate(Now - (4 * Hour));
            Assert.Equal(1, head.Head.Postings.SeriesCount);
            Assert.Equal(600, CountOf(before));
            Assert.Equal(AppendOutcome.OutOfBounds, TryAppend(head, TestStore.Labels("new"), Now - (4 * Hour) - 1));
            AssertHolds(head, both, Now - (4 * Hour));
        }
        using DurableHead again = Open(Now - (4 * Hour));
        AssertHolds(again, both, Now - (4 * Hour));
        Assert.Equal(0, again.Report.UnknownSeriesSamples);
    }

    [Fact]
    public void A_deletion_hides_samples_at_once_after_a_restart_and_in_blocks_but_not_later_ones()
    {
        LabelSet up = TestStore.Labels("up");
        long from = Now - Hour, to = Now - Hour + (10 * 15_000);
        using (DurableHead head = Open())
        {
            Append(head, up, Now - Hour, 150, 15_000);
            Assert.Equal(1, head.Delete([TestStore.Equal("__name__", "up")], from, long.MaxValue - 1));
            Append(head, up, Now, 3, 1000);
            Assert.Equal([Now, Now + 1000, Now + 2000], TimesOf(head));
        }
        using DurableHead again = Open();
        Assert.Equal([Now, Now + 1000, Now + 2000], TimesOf(again));
        using HeadRange range = again.OpenRange(from, Now + Hour);
        using ISeriesCursor cursor = range.Series();
        Assert.True(cursor.MoveNext());
        Assert.Equal(3, Enumerable.Range(0, cursor.ChunkCount).Sum(chunk => cursor.InfoOf(chunk).Samples));
        Assert.True(to > from);
    }

    [Fact]
    public void What_came_out_of_order_is_handed_over_exactly_once()
    {
        LabelSet up = TestStore.Labels("up");
        using (DurableHead head = Open(outOfOrder: 2 * Hour))
        {
            Append(head, up, Now, 1, 1);
            for (int i = 0; i < 70; i++) Append(head, up, Now - Hour - (i * 1000), 1, 1);
            using (HeadRange? late = head.OpenOutOfOrder(out OutOfOrderCut cut))
            {
                using ISeriesCursor cursor = late!.Series();
                Assert.True(cursor.MoveNext());
                Assert.Equal(70, Enumerable.Range(0, cursor.ChunkCount).Sum(chunk => cursor.InfoOf(chunk).Samples));
                Append(head, up, Now - 500, 1, 1);
                head.ReleaseOutOfOrder(cut);
            }
            Assert.Equal([Now - 500, Now], TimesOf(head));
        }
        using DurableHead again = Open(outOfOrder: 2 * Hour);
        Assert.Equal([Now - 500, Now], TimesOf(again));
        Assert.Equal(new TimeRange(Now - 500, Now - 500), again.OutOfOrderRange);
    }

    [Fact]
    public void A_deleted_sample_that_came_out_of_order_stays_deleted_when_blocks_have_all_around_it()
    {
        LabelSet up = TestStore.Labels("up");
        long late = Now - Hour - 500, border = Now - (Hour / 2);
        using (DurableHead head = Open(outOfOrder: 2 * Hour))
        {
            Append(head, up, Now - (3 * Hour), (int)(3 * Hour / 15_000), 15_000);
            Assert.Equal(AppendOutcome.Accepted, TryAppend(head, up, late + 250, commits: true));
            Assert.Equal(AppendOutcome.Accepted, TryAppend(head, up, late, commits: true));
            Assert.Equal(1, head.Delete([TestStore.Equal("__name__", "up")], late, late + 10));
            // Twice, so that the log is shortened behind the deletion, too.
            head.Truncate(border);
            head.Truncate(border);
            Assert.Equal([late + 250], Array.FindAll(TimesOf(head), time => time < border - Hour / 4));
        }
        for (int life = 0; life < 2; life++)
        {
            using DurableHead head = Open(border, outOfOrder: 2 * Hour);
            Assert.Equal([late + 250], Array.FindAll(TimesOf(head), time => time < border - Hour / 4));
        }
    }

    [Fact]
    public void A_damaged_file_of_head_chunks_costs_nothing_that_the_log_has()
    {
        LabelSet up = TestStore.Labels("up");
        using (DurableHead head = Open()) Append(head, up, Now - (3 * Hour), 700, 15_000);
        string file = Path.Combine(_directory, "chunks_head", "000001");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[300] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        using DurableHead again = Open();
        Assert.Equal(700, TimesOf(again).Length);
        HeadChunkDamage damage = Assert.Single(again.Report.ChunkDamages);
        Assert.True(File.Exists(damage.SetAside));
    }

    [Fact]
    public void A_series_that_comes_back_under_another_number_loses_nothing()
    {
        LabelSet up = TestStore.Labels("up"), other = TestStore.Labels("other");
        using (DurableHead head = Open()) Append(head, up, Now - (5 * Hour), 10, 15_000);
        // Each life has a segment of its own, so that the log still introduces the series by its first number.
        for (int life = 0; life < 2; life++)
            using (DurableHead head = Open()) Append(head, other, Now - (4 * Hour) + life, 1, 1);
        long begin = Now - (3 * Hour);
        using (DurableHead head = Open())
        {
            head.Truncate(begin);
            Append(head, up, begin, 250, 15_000);
        }
        using (DurableHead head = Open(begin)) Append(head, up, begin + (250 * 15_000), 250, 15_000);
        for (int life = 0; life < 2; life++)
        {
            using DurableHead head = Open(begin);
            Assert.Equal(Enumerable.Range(0, 500).Select(i => begin + (i * 15_000)), TimesOf(head));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Chunks_of_two_numbers_are_joined_whatever_their_order(int first, int second)
    {
        // What earlier versions left: newer chunks under the older number.
        LabelSet up = TestStore.Labels("up");
        using (DurableHead head = Open()) Append(head, up, Now - (3 * Hour), 700, 15_000);
        RenumberChunks((chunk, series) => chunk % 3 == first ? series : chunk % 3 == second ? series + 1 : series);
        using (var log = new WalWriter(Path.Combine(_directory, "wal"), 1, 128 * 1024, WalCompression.None, metrics: null))
        {
            RecordWriter.Write(log.Record, [new SeriesRecord(2, up)]);
            log.Stage();
            log.Commit();
        }
        using DurableHead again = Open();
        Assert.Equal(700, TimesOf(again).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_file_of_head_chunks_with_others_behind_it_costs_nothing(bool zeros)
    {
        using (DurableHead head = Open()) Append(head, TestStore.Labels("up"), Now - (3 * Hour), 700, 15_000);
        string first = Path.Combine(_directory, "chunks_head", "000001"), next = Path.Combine(_directory, "chunks_head", "000002");
        byte[] bytes = File.ReadAllBytes(first);
        int[] chunks = ChunkOffsets();
        int cut = chunks[^1];
        File.WriteAllBytes(next, [.. bytes[..8], .. bytes[cut..]]);
        bytes = bytes[..cut];
        if (zeros) bytes.AsSpan(chunks[1], 100).Clear();
        else bytes[chunks[1] + 30] ^= 1;
        File.WriteAllBytes(first, bytes);
        for (int life = 0; life < 3; life++)
        {
            using DurableHead again = Open();
            Assert.Equal(700, TimesOf(again).Length);
            Assert.Equal(life == 0 ? 2 : 0, again.Report.ChunkDamages.Count);
        }
    }

    [Fact]
    public void Whatever_is_overwritten_in_head_chunks_the_log_has_the_samples() => Gen.Select(Gen.Int[0, 6000], Gen.Byte.Array[1, 80]).Sample((at, noise) =>
    {
        Directory.Delete(_directory, recursive: true);
        using (DurableHead head = Open()) Append(head, TestStore.Labels("up"), Now - (3 * Hour), 700, 15_000);
        string file = Path.Combine(_directory, "chunks_head", "000001");
        byte[] bytes = File.ReadAllBytes(file);
        noise.CopyTo(bytes, at % (bytes.Length - noise.Length));
        File.WriteAllBytes(file, bytes);
        using DurableHead again = Open();
        Assert.Equal(700, TimesOf(again).Length);
    }, iter: 40, threads: 1);

    private int[] ChunkOffsets()
    {
        var found = new List<int>();
        using var store = new HeadChunkStore(Path.Combine(_directory, "chunks_head"));
        store.Load(meta => found.Add((int)meta.Reference.Offset));
        return [.. found];
    }

    private void RenumberChunks(Func<int, ulong, ulong> number)
    {
        string file = Path.Combine(_directory, "chunks_head", "000001");
        int[] chunks = ChunkOffsets();
        byte[] bytes = File.ReadAllBytes(file);
        for (int i = 0; i < chunks.Length; i++)
        {
            int end = i + 1 < chunks.Length ? chunks[i + 1] : bytes.AsSpan().TrimEnd((byte)0).Length;
            Span<byte> chunk = bytes.AsSpan(chunks[i], end - chunks[i]);
            BinaryPrimitives.WriteUInt64BigEndian(chunk, number(i, BinaryPrimitives.ReadUInt64BigEndian(chunk)));
            BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32C.Of(chunk[..^4]));
        }
        File.WriteAllBytes(file, bytes);
    }

    private DurableHead Open(long minValidTime = long.MinValue, long outOfOrder = 0) => new(
        new HeadFiles(_directory, 128 * 1024, WalCompression.Snappy), new HeadLimits(15 * 24 * Hour, outOfOrder, 10), minValidTime, _clock, new HeadMetrics(_meter), new WalMetrics(_meter));

    private static void Append(DurableHead head, LabelSet labels, long start, int count, long step)
    {
        using HeadAppender appender = head.Head.CreateAppender();
        SeriesRef series = default;
        for (int i = 0; i < count; i++) Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, labels, start + (i * step), i));
        Commit(appender);
    }

    private static void Commit(HeadAppender appender) => appender.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static AppendOutcome TryAppend(DurableHead head, LabelSet labels, long time, bool commits = false)
    {
        using HeadAppender appender = head.Head.CreateAppender();
        SeriesRef series = default;
        AppendOutcome outcome = appender.Append(ref series, labels, time, 1);
        if (commits) Commit(appender);
        return outcome;
    }

    private static long[] TimesOf(DurableHead head)
    {
        using ISeriesSelection selection = Select(head);
        var columns = new SampleColumns();
        if (selection.Count == 0) return [];
        selection.Read(0, columns);
        return columns.Timestamps.ToArray();
    }

    private static ISeriesSelection Select(DurableHead head) =>
        head.Source.SelectAsync(new SeriesSelector([], 0, long.MaxValue), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static int CountOf(ISeriesSelection selection)
    {
        var columns = new SampleColumns();
        int count = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            count += columns.Count;
        }
        return count;
    }

    private static void AssertHolds(DurableHead head, LabelSet labels, long from)
    {
        using ISeriesSelection selection = Select(head);
        Assert.Equal(1, selection.Count);
        Assert.Equal(labels, selection.LabelsAt(0));
        long[] times = TimesOf(head);
        // Whole chunks: some samples before the time may be left, none from it on is missing.
        Assert.Equal(380, times.Count(time => time >= from));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
