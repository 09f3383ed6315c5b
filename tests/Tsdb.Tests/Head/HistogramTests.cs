using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Tests.Chunks;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class HistogramTests
{
    private static readonly LabelSet Latency = TestStore.Labels("latency");

    [Fact]
    public void Histograms_come_back_from_memory_from_the_log_and_from_disk() => HistogramGen.Series.Sample(
        series => Check(series).GetAwaiter().GetResult(), iter: 15, threads: 1);

    [Fact]
    public async Task A_series_may_change_between_floats_and_histograms()
    {
        await using var test = new TestStore();
        NativeHistogram histogram = HistogramGen.Make(true, 2, 0, 7, new SortedDictionary<int, double> { [1] = 3, [2] = 4 }, [], [], CounterResetHint.Unknown);
        using (IAppender appender = test.Store.CreateAppender())
        {
            SeriesRef series = default;
            Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, Latency, test.Now, 1.0));
            Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, Latency, test.Now + 1, histogram));
            Assert.Equal(AppendOutcome.Duplicate, appender.Append(ref series, Latency, test.Now + 1, histogram));
            Assert.Equal(AppendOutcome.DuplicateForTimestamp, appender.Append(ref series, Latency, test.Now + 1, histogram with { Count = 99 }));
            Assert.Equal(AppendOutcome.DuplicateForTimestamp, appender.Append(ref series, Latency, test.Now + 1, 7.0));
            Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, Latency, test.Now + 2, 3.0));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        for (int round = 0; round < 2; round++)
        {
            SampleColumns read = await ReadAsync(test);
            Assert.Equal([test.Now, test.Now + 1, test.Now + 2], read.Timestamps.ToArray());
            Assert.True(read.Histograms[0] is null && HistogramEquality.Same(histogram, read.Histograms[1]!) && read.Histograms[2] is null);
            Assert.Equal(3.0, read.Values[2]);
            await test.ReopenAsync();
        }
    }

    private static async Task Check((long Time, NativeHistogram Histogram)[] series)
    {
        await using var test = new TestStore();
        // The generator's times lie anywhere; the store's are now.
        long shift = test.Now - series[0].Time;
        test.Clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(test.Now, series[^1].Time + shift)));
        using (IAppender appender = test.Store.CreateAppender())
        {
            SeriesRef handle = default;
            foreach ((long time, NativeHistogram histogram) in series)
                Assert.Equal(AppendOutcome.Accepted, appender.Append(ref handle, Latency, time + shift, histogram));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        for (int round = 0; round < 3; round++)
        {
            SampleColumns read = await ReadAsync(test);
            Assert.Equal(series.Length, read.Count);
            for (int i = 0; i < series.Length; i++)
            {
                Assert.Equal(series[i].Time + shift, read.Timestamps[i]);
                Assert.True(SameBuckets(series[i].Histogram, read.Histograms[i]!), $"sample {i} of {series.Length}");
            }
            if (round == 0) await ReadKilledAsync(test, read.Count);
            await test.ReopenAsync();
        }
    }

    private static async Task ReadKilledAsync(TestStore test, int count)
    {
        await using TestStore killed = test.CopyNow();
        Assert.Equal(count, (await ReadAsync(killed)).Count);
        Assert.Empty(killed.Events.Damages);
    }

    private static async Task<SampleColumns> ReadAsync(TestStore test)
    {
        using ISeriesSelection selection = await test.Store.SelectAsync(new SeriesSelector([], long.MinValue, long.MaxValue), TestContext.Current.CancellationToken);
        var columns = new SampleColumns();
        Assert.Equal(1, selection.Count);
        selection.Read(0, columns);
        return columns;
    }

    // A chunk may have given a histogram more, empty, buckets.
    private static bool SameBuckets(NativeHistogram left, NativeHistogram right)
    {
        if (StaleMarker.Is(left.Sum)) return StaleMarker.Is(right.Sum);
        return left.Count == right.Count && left.ZeroCount == right.ZeroCount && left.Schema == right.Schema
            && BitConverter.DoubleToInt64Bits(left.Sum) == BitConverter.DoubleToInt64Bits(right.Sum)
            && left.PositiveBuckets.Where(count => count != 0).SequenceEqual(right.PositiveBuckets.Where(count => count != 0))
            && left.NegativeBuckets.Where(count => count != 0).SequenceEqual(right.NegativeBuckets.Where(count => count != 0));
    }
}
