using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Compaction;

public sealed class RetentionTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(12);

    [Fact]
    public async Task Blocks_leave_when_the_newest_is_a_retention_time_younger()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { RetentionTime = Retention };
        LabelSet gone = LabelSet.Create(("__name__", "gone"), ("only", "here")), stays = TestStore.Labels("stays");
        await test.AppendAsync(gone, (test.Now, 1));
        for (int hour = 0; hour < 20; hour++)
        {
            await test.AppendAsync(stays, (test.Now + 1, hour));
            test.Clock.Advance(TimeSpan.FromHours(1));
        }
        test.Store.Compact(TestContext.Current.CancellationToken);

        Assert.Equal([stays.ToString()], (await test.ReadAsync()).Keys);
        NameList names = await test.Store.LabelNamesAsync(new SeriesSelector([], 0, long.MaxValue), TestContext.Current.CancellationToken);
        Assert.Equal(["__name__", "i"], names.Names);
        Assert.Contains(test.Events.Compactions, text => text.Contains("outlived", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_long_silence_the_head_begins_with_the_first_sample_that_came()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { RetentionTime = Retention };
        LabelSet labels = TestStore.Labels("comes_back");
        await test.AppendAsync(labels, (test.Now, 1));
        test.Clock.Advance(TimeSpan.FromHours(13));
        test.Store.DeleteOlderThan(test.Now - (long)Retention.TotalMilliseconds);
        long back = test.Now;
        await test.AppendAsync(labels, (back, 2));
        test.Store.Compact(TestContext.Current.CancellationToken);

        Assert.Equal(back, test.Store.Statistics().MinTime);
        Assert.Equal(0, test.Store.Statistics().Blocks);
        Assert.Equal([(back, 2.0)], (await test.ReadAsync())[labels.ToString()]);
        Assert.Empty(test.Events.Compactions);
    }

    [Fact]
    public async Task Cut_joined_and_checkpointed_nothing_is_lost_and_disk_and_memory_stay_bounded()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { RetentionTime = TimeSpan.FromDays(10), WalSegmentBytes = 128 * 1024, WalCompression = WalCompression.None };
        long largest = 0;
        for (int hour = 0; hour < 30; hour++)
        {
            await AppendHourAsync(test, hour);
            test.Clock.Advance(TimeSpan.FromHours(1));
            test.Store.Compact(TestContext.Current.CancellationToken);
            largest = Math.Max(largest, test.Store.Statistics().WalBytes);
        }
        TsdbStatistics statistics = test.Store.Statistics();
        Assert.InRange(statistics.Samples, 1, 4 * 2400);
        // 20 series x 120 samples an hour at some 12 bytes are 29 kB; a segment is 128 kB, and a third of them stays.
        Assert.InRange(largest, 30_000, 600_000);
        Assert.NotNull(SegmentFiles.LastCheckpoint(test.Wal));
        Assert.InRange(statistics.Blocks, 3, 8);

        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        Assert.Equal(30 * 2400, before.Values.Sum(samples => samples.Length));
        await test.ReopenAsync();
        Assert.Equal(before, await test.ReadAsync());
        Assert.Empty(test.Events.Damages);
        Assert.Empty(test.Events.Failures);
    }

    [Fact]
    public async Task A_checkpoint_that_a_crash_left_unfinished_is_ignored_and_removed()
    {
        await using var test = new TestStore();
        await test.AppendAsync(TestStore.Labels("up"), (test.Now, 1));
        await test.Store.DisposeAsync();
        string unfinished = Path.Combine(test.Wal, "checkpoint.00000000.tmp");
        Directory.CreateDirectory(unfinished);
        await test.ReopenAsync();
        Assert.False(Directory.Exists(unfinished));
        Assert.Single(await test.ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkpoint_says_the_same_as_the_segments_it_stands_for(bool compress)
    {
        string data = Conformance.PathOf("tsdb", "made_by_3.5.3", "head_wal");
        await using var test = new TestStore(new(new DateTimeOffset(2026, 1, 1, 3, 0, 0, TimeSpan.Zero)), data);
        LabelSet deleted = LabelSet.Create(("__name__", "tsdb_deleted"));
        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        Assert.Equal(79, before[deleted.ToString()].Length);
        await test.Store.DisposeAsync();

        int last = SegmentFiles.List(test.Wal)[^1].Index;
        CheckpointReport report = new Checkpoint(test.Wal, (_, _) => true, long.MinValue, 128 * 1024, compress ? WalCompression.Snappy : WalCompression.None).Write(last);
        // The deletion is a record of its own, so the samples it hides are still there.
        Assert.Equal(before.Values.Sum(samples => samples.Length) + 21, report.KeptSamples);
        Assert.Empty(SegmentFiles.List(test.Wal));
        await test.ReopenAsync();
        Assert.Equal(before, await test.ReadAsync());
    }

    [Fact]
    public async Task A_checkpoint_keeps_neither_what_is_too_old_nor_series_that_are_gone()
    {
        await using var test = new TestStore();
        LabelSet stays = TestStore.Labels("stays"), gone = TestStore.Labels("gone");
        await test.AppendAsync(stays, (test.Now, 1), (test.Now + 10, 2));
        await test.AppendAsync(gone, (test.Now + 10, 1));
        await test.Store.DisposeAsync();
        CheckpointReport report = new Checkpoint(test.Wal, (_, labels) => labels == stays, test.Now + 5, 128 * 1024, WalCompression.Snappy).Write(0);
        Assert.Equal((1, 2), (report.KeptSamples, report.DroppedSamples));
        await test.ReopenAsync();
        KeyValuePair<string, (long, double)[]> read = Assert.Single(await test.ReadAsync());
        Assert.Equal(stays.ToString(), read.Key);
        Assert.Equal([(test.Now + 10, 2)], read.Value);
    }

    private static async Task AppendHourAsync(TestStore test, int hour)
    {
        for (int minute = 0; minute < 60; minute += 30)
        {
            using IAppender appender = test.Store.CreateAppender();
            for (int series = 0; series < 20; series++)
            {
                // Half of the series live for five hours only.
                LabelSet labels = TestStore.Labels("load", series < 10 ? series : 100 + (hour / 5 * 10) + series);
                SeriesRef handle = default;
                long start = test.Now - 3_000_000 + (minute * 60_000);
                for (int second = 0; second < 1800; second += 30)
                    Assert.Equal(AppendOutcome.Accepted, appender.Append(ref handle, labels, start + (second * 1000), second));
            }
            await appender.CommitAsync(CancellationToken.None);
        }
    }
}
