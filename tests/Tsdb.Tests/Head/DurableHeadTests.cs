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
            appender.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
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

    private DurableHead Open(long minValidTime = long.MinValue, long outOfOrder = 0) => new(
        new HeadFiles(_directory, 128 * 1024, WalCompression.Snappy), new HeadLimits(15 * 24 * Hour, outOfOrder, 10), minValidTime, _clock, new HeadMetrics(_meter), new WalMetrics(_meter));

    private static void Append(DurableHead head, LabelSet labels, long start, int count, long step)
    {
        using HeadAppender appender = head.Head.CreateAppender();
        SeriesRef series = default;
        for (int i = 0; i < count; i++) Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, labels, start + (i * step), i));
        appender.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private static AppendOutcome TryAppend(DurableHead head, LabelSet labels, long time)
    {
        using HeadAppender appender = head.Head.CreateAppender();
        SeriesRef series = default;
        return appender.Append(ref series, labels, time, 1);
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
