using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class IsolationTests
{
    private const int SeriesCount = 40;
    private const int Rounds = 400;

    [Fact]
    public async Task A_reader_sees_a_batch_whole_or_not_at_all()
    {
        await using var test = new TestStore();
        Tsdb store = test.Store;
        long start = test.Now - 3_000_000;
        var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAllAsync(store, start, done.Token)))];
        // Every round adds one sample to each old series and one new series, so that both the chunks and the index change.
        for (int round = 1; round <= Rounds; round++)
        {
            using IAppender appender = store.CreateAppender();
            for (int i = 0; i < SeriesCount; i++) Append(appender, TestStore.Labels("shared", i), start + round * 1000, round);
            Append(appender, LabelSet.Create(("__name__", "marker"), ("round", round.ToString(CultureInfo.InvariantCulture))), start + round * 1000, round);
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(SeriesCount + Rounds, (await test.ReadAsync()).Count);
    }

    [Fact]
    public async Task A_selection_keeps_what_it_saw()
    {
        await using var test = new TestStore();
        LabelSet up = TestStore.Labels("up");
        await test.AppendAsync(up, (test.Now, 1));
        using ISeriesSelection before = await test.Store.SelectAsync(new SeriesSelector([], 0, long.MaxValue), TestContext.Current.CancellationToken);
        for (int i = 1; i <= 1000; i++) await test.AppendAsync(up, test.Now + i, i);
        await test.AppendAsync(TestStore.Labels("down"), test.Now, 1);
        Assert.Equal([(test.Now, 1)], TestStore.Read(before)[up.ToString()]);
        Assert.Equal(1, before.Count);
        test.Store.DeleteOlderThan(test.Now + 5000);
        Assert.Equal([(test.Now, 1)], TestStore.Read(before)[up.ToString()]);
        Assert.Empty(await test.ReadAsync());
    }

    [Fact]
    public async Task Many_writers_lose_nothing_while_retention_runs()
    {
        await using var test = new TestStore();
        Tsdb store = test.Store;
        long start = test.Now;
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (int round = 1; round <= 200; round++)
            {
                using IAppender appender = store.CreateAppender();
                // Each writer has series of its own and one that all fight for.
                for (int i = 0; i < 10; i++) Append(appender, TestStore.Labels("own", (writer * 1000) + (round % 20 * 10) + i), start + round, round);
                SeriesRef shared = default;
                appender.Append(ref shared, TestStore.Labels("shared"), start + round, round);
                await appender.CommitAsync(TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken))];
        Task retention = Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                await test.AppendAsync(TestStore.Labels("old", i), (start - 100, 1));
                store.DeleteOlderThan(start);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll([.. writers, retention]);
        // What was dropped by hand comes back from the log with a restart, so it is not asked for.
        var since = new SeriesSelector([], start, long.MaxValue);
        SortedDictionary<string, (long Time, double Value)[]> read = await test.ReadAsync(since);
        Assert.Equal((4 * 200) + 1, read.Count);
        Assert.All(read, pair => Assert.Equal(pair.Key.Contains("\"own\"", StringComparison.Ordinal) ? 10 : 200, pair.Value.Length));
        await test.ReopenAsync();
        Assert.Equal(read, await test.ReadAsync(since));
    }

    private static void Append(IAppender appender, LabelSet labels, long timestamp, double value)
    {
        SeriesRef series = default;
        Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, labels, timestamp, value));
    }

    private static async Task ReadAllAsync(Tsdb store, long start, CancellationToken done)
    {
        var columns = new SampleColumns();
        var selector = new SeriesSelector([], 0, long.MaxValue);
        while (!done.IsCancellationRequested)
        {
            using ISeriesSelection selection = await store.SelectAsync(selector, CancellationToken.None);
            int shared = 0, markers = 0, round = -1;
            for (int i = 0; i < selection.Count; i++)
            {
                selection.Read(i, columns);
                if (selection.LabelsAt(i).Get("__name__") == "marker")
                {
                    markers++;
                    continue;
                }
                shared++;
                if (round < 0) round = columns.Count;
                Assert.Equal(round, columns.Count);
                Assert.Equal((start + round * 1000L, (double)round), (columns.Timestamps[^1], columns.Values[^1]));
            }
            if (selection.Count > 0) Assert.Equal((SeriesCount, round), (shared, markers));
        }
    }
}
