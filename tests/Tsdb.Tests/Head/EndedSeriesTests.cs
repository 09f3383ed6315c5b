using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

/// <summary>Series whose last sample is a staleness marker leave memory an hour later, and nobody who asks can tell.</summary>
public sealed class EndedSeriesTests
{
    private const int Minute = 60_000;

    [Fact]
    public async Task Series_that_ended_leave_memory_and_every_answer_stays()
    {
        await using var test = new TestStore();
        await FillAsync(test, until: 110, endedAt: 30);
        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        Assert.Equal(20, before.Count);
        Assert.Equal(20, test.Store.Statistics().Series);

        test.Store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(20, test.Store.Statistics().Series);
        test.Clock.Advance(TimeSpan.FromMinutes(111));
        test.Store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(10, test.Store.Statistics().Series);
        Assert.Contains(test.Events.Compactions, text => text.Contains("have ended", StringComparison.Ordinal));
        Same(before, await test.ReadAsync());

        await using (TestStore killed = test.CopyNow()) Same(before, await killed.ReadAsync());
        await test.ReopenAsync();
        Same(before, await test.ReadAsync());
        Assert.Empty(test.Events.Damages);
    }

    [Fact]
    public async Task A_series_that_begins_again_continues_after_the_gap()
    {
        await using var test = new TestStore();
        await FillAsync(test, until: 110, endedAt: 30);
        test.Clock.Advance(TimeSpan.FromMinutes(111));
        test.Store.Compact(TestContext.Current.CancellationToken);
        LabelSet again = TestStore.Labels("short", 3);
        int known = (await test.ReadAsync())[again.ToString()].Length;

        // What would be older than its last sample is out of bounds for everybody by then.
        Assert.Equal(AppendOutcome.OutOfBounds, await test.AppendAsync(again, TestStore.Start.ToUnixTimeMilliseconds() + (29 * Minute) + 1, 5));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(again, test.Now, 6));
        Assert.Equal(known + 1, (await test.ReadAsync())[again.ToString()].Length);
        await test.ReopenAsync();
        Assert.Equal(known + 1, (await test.ReadAsync())[again.ToString()].Length);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(0.6, 20)]
    [InlineData(0.5, 10)]
    public async Task They_stay_while_they_are_too_few(double share, int left)
    {
        await using var test = new TestStore();
        test.Options = test.Options with { EndedSeriesShare = share };
        await FillAsync(test, until: 110, endedAt: 30);
        test.Clock.Advance(TimeSpan.FromMinutes(111));
        test.Store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(left, test.Store.Statistics().Series);
    }

    [Fact]
    public async Task A_series_that_ended_lately_stays()
    {
        await using var test = new TestStore();
        await FillAsync(test, until: 110, endedAt: 60);
        test.Clock.Advance(TimeSpan.FromMinutes(111));
        test.Store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(20, test.Store.Statistics().Series);
    }

    // Ten series from beginning to end, ten that end; a sample each minute.
    private static async Task FillAsync(TestStore test, int until, int endedAt)
    {
        long start = test.Now;
        test.Clock.Advance(TimeSpan.FromMinutes(until));
        for (int minute = 0; minute < until; minute++)
        {
            using IAppender appender = test.Store.CreateAppender();
            for (int series = 0; series < 10; series++)
            {
                SeriesRef handle = default;
                Assert.Equal(AppendOutcome.Accepted, appender.Append(ref handle, TestStore.Labels("long", series), start + (minute * Minute), minute * series));
                handle = default;
                if (minute < endedAt) appender.Append(ref handle, TestStore.Labels("short", series), start + (minute * Minute), minute + series);
                else if (minute == endedAt) appender.Append(ref handle, TestStore.Labels("short", series), start + (minute * Minute), StaleMarker.Value);
            }
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
    }

    // By bits: a staleness marker is not equal to itself.
    private static void Same(SortedDictionary<string, (long Time, double Value)[]> expected, SortedDictionary<string, (long Time, double Value)[]> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string labels, (long Time, double Value)[] samples) in expected)
            Assert.Equal(samples.Select(sample => (sample.Time, BitConverter.DoubleToInt64Bits(sample.Value))), actual[labels].Select(sample => (sample.Time, BitConverter.DoubleToInt64Bits(sample.Value))));
    }
}
