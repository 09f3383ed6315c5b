using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class AppendRulesTests
{
    private const long Hour = 3600 * 1000;
    private static readonly LabelSet Up = TestStore.Labels("up");

    [Fact]
    public async Task Samples_of_a_series_must_be_newer_than_the_last()
    {
        await using var test = new TestStore();
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(Up, test.Now, 1));
        Assert.Equal(AppendOutcome.OutOfOrder, await test.AppendAsync(Up, test.Now - 1, 1));
        Assert.Equal(AppendOutcome.Duplicate, await test.AppendAsync(Up, test.Now, 1));
        Assert.Equal(AppendOutcome.DuplicateForTimestamp, await test.AppendAsync(Up, test.Now, 2));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(Up, test.Now + 1, 2));
    }

    [Fact]
    public async Task The_rules_hold_inside_a_batch_too()
    {
        await using var test = new TestStore();
        using IAppender appender = test.Store.CreateAppender();
        SeriesRef series = default;
        Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, Up, test.Now, 1));
        Assert.Equal(AppendOutcome.Duplicate, appender.Append(ref series, Up, test.Now, 1));
        Assert.Equal(AppendOutcome.DuplicateForTimestamp, appender.Append(ref series, Up, test.Now, 2));
        Assert.Equal(AppendOutcome.OutOfOrder, appender.Append(ref series, Up, test.Now - 1, 2));
        Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, Up, test.Now + 1, 2));
        await appender.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(test.Now, 1), (test.Now + 1, 2)], (await test.ReadAsync(TestStore.Equal("__name__", "up"))).Values.Single());
    }

    [Fact]
    public async Task A_staleness_marker_and_another_NaN_are_different_values()
    {
        await using var test = new TestStore();
        await test.AppendAsync(Up, test.Now, StaleMarker.Value);
        Assert.Equal(AppendOutcome.Duplicate, await test.AppendAsync(Up, test.Now, StaleMarker.Value));
        Assert.Equal(AppendOutcome.DuplicateForTimestamp, await test.AppendAsync(Up, test.Now, double.NaN));
        Assert.True(StaleMarker.Is((await test.ReadAsync()).Values.Single().Single().Value));
    }

    [Fact]
    public async Task The_store_takes_an_hour_behind_its_newest_sample_and_ten_minutes_ahead_of_the_clock()
    {
        await using var test = new TestStore();
        await test.AppendAsync(Up, test.Now, 1);
        LabelSet other = TestStore.Labels("other");
        Assert.Equal(AppendOutcome.OutOfBounds, await test.AppendAsync(other, test.Now - Hour - 1, 1));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(other, test.Now - Hour, 1));
        Assert.Equal(AppendOutcome.TooFarInFuture, await test.AppendAsync(other, test.Now + 600_001, 1));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(other, test.Now + 600_000, 1));
    }

    [Fact]
    public async Task An_empty_store_takes_what_the_retention_allows()
    {
        await using var test = new TestStore();
        long oldest = test.Now - (15 * 24 * Hour);
        Assert.Equal(AppendOutcome.OutOfBounds, await test.AppendAsync(Up, oldest - 1, 1));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(Up, oldest, 1));
    }

    [Fact]
    public async Task Labels_must_be_some_each_once_and_valid_text()
    {
        await using var test = new TestStore();
        Assert.Equal(AppendOutcome.InvalidLabels, await test.AppendAsync(LabelSet.Empty, test.Now, 1));
        LabelSet repeated = LabelSet.FromBlob([1, (byte)'a', 1, (byte)'1', 1, (byte)'a', 1, (byte)'2']);
        Assert.Equal(AppendOutcome.InvalidLabels, await test.AppendAsync(repeated, test.Now, 1));
        LabelSet nameless = LabelSet.FromBlob([0, 1, (byte)'1']);
        Assert.Equal(AppendOutcome.InvalidLabels, await test.AppendAsync(nameless, test.Now, 1));
        LabelSet notText = LabelSet.FromBlob([1, (byte)'a', 1, 0xFF]);
        Assert.Equal(AppendOutcome.InvalidLabels, await test.AppendAsync(notText, test.Now, 1));
        Assert.Equal(0, test.Store.Statistics().Series);
    }

    [Fact]
    public async Task A_handle_finds_the_series_again_and_a_stale_one_does_no_harm()
    {
        await using var test = new TestStore();
        SeriesRef handle = default;
        using (IAppender appender = test.Store.CreateAppender())
        {
            appender.Append(ref handle, Up, test.Now, 1);
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        SeriesRef known = handle;
        test.Store.DeleteOlderThan(test.Now + 1);
        Assert.Equal(0, test.Store.Statistics().Series);
        using (IAppender appender = test.Store.CreateAppender())
        {
            Assert.Equal(AppendOutcome.Accepted, appender.Append(ref handle, Up, test.Now + 2, 2));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        Assert.NotEqual(known, handle);
        Assert.Equal((test.Now + 2, 2), (await test.ReadAsync())[Up.ToString()].Single());
    }

    [Fact]
    public async Task A_histogram_whose_spans_and_counts_disagree_is_not_kept()
    {
        await using var test = new TestStore();
        using IAppender appender = test.Store.CreateAppender();
        SeriesRef series = default;
        var odd = new NativeHistogram { PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1] };
        Assert.Equal(AppendOutcome.NotSupported, appender.Append(ref series, Up, test.Now, odd));
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_there()
    {
        await using var test = new TestStore();
        using (IAppender appender = test.Store.CreateAppender())
        {
            SeriesRef series = default;
            appender.Append(ref series, Up, test.Now, 1);
            appender.Rollback();
            Assert.Throws<InvalidOperationException>(() => appender.Append(ref series, Up, test.Now, 1));
        }
        Assert.Empty(await test.ReadAsync());
        Assert.Empty((await test.Store.LabelNamesAsync(new SeriesSelector([], 0, long.MaxValue), TestContext.Current.CancellationToken)).Names);
        await test.ReopenAsync();
        Assert.Equal(0, test.Store.Statistics().Series);
    }

    [Fact]
    public async Task Of_two_open_batches_the_later_commit_loses_what_is_not_newer()
    {
        await using var test = new TestStore();
        using IAppender first = test.Store.CreateAppender(), second = test.Store.CreateAppender();
        SeriesRef series = default;
        first.Append(ref series, Up, test.Now, 1);
        second.Append(ref series, Up, test.Now + 5, 2);
        await second.CommitAsync(TestContext.Current.CancellationToken);
        await first.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(test.Now + 5, 2)], (await test.ReadAsync()).Values.Single());
        await test.ReopenAsync();
        Assert.Equal([(test.Now + 5, 2)], (await test.ReadAsync()).Values.Single());
    }
}
