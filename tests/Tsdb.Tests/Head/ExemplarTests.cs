using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class ExemplarTests
{
    private static readonly LabelSet Up = TestStore.Labels("up");
    private static readonly SeriesSelector Everything = new([TestStore.Equal("__name__", "up")], 0, long.MaxValue);

    [Fact]
    public async Task Exemplars_are_kept_by_series_oldest_first_and_survive_a_restart()
    {
        await using var test = new TestStore();
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(test, Exemplar("a", test.Now)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(test, Exemplar("b", test.Now + 1)));
        Assert.Equal(AppendOutcome.Duplicate, await AppendAsync(test, Exemplar("b", test.Now + 1)));
        Assert.Equal(AppendOutcome.OutOfOrder, await AppendAsync(test, Exemplar("c", test.Now)));
        for (int round = 0; round < 2; round++)
        {
            SeriesExemplars found = Assert.Single(await test.Store.ExemplarsAsync(Everything, TestContext.Current.CancellationToken));
            Assert.Equal(Up, found.Labels);
            Assert.Equal([Exemplar("a", test.Now), Exemplar("b", test.Now + 1)], found.Exemplars);
            await test.ReopenAsync();
        }
    }

    [Fact]
    public async Task The_ring_forgets_the_oldest()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { MaxExemplars = 3 };
        for (int i = 0; i < 5; i++) await AppendAsync(test, Exemplar("t", test.Now + i));
        SeriesExemplars found = Assert.Single(await test.Store.ExemplarsAsync(Everything, TestContext.Current.CancellationToken));
        Assert.Equal([test.Now + 2, test.Now + 3, test.Now + 4], found.Exemplars.Select(exemplar => exemplar.Timestamp));
    }

    [Fact]
    public async Task Labels_of_more_than_128_characters_are_refused()
    {
        await using var test = new TestStore();
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(test, Exemplar(new string('ä', 128 - "trace_id".Length), test.Now)));
        Assert.Equal(AppendOutcome.InvalidLabels, await AppendAsync(test, Exemplar(new string('x', 129 - "trace_id".Length), test.Now + 1)));
    }

    [Fact]
    public async Task A_store_for_no_exemplars_says_so()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { MaxExemplars = 0 };
        Assert.Equal(AppendOutcome.NotSupported, await AppendAsync(test, Exemplar("a", test.Now)));
    }

    [Fact]
    public async Task Metadata_is_kept_by_metric_and_survives_a_restart()
    {
        await using var test = new TestStore();
        var metadata = new MetricMetadata(MetricType.Gauge, "seconds", "Is it up?");
        using (IAppender appender = test.Store.CreateAppender())
        {
            SeriesRef series = default;
            appender.Append(ref series, Up, test.Now, 1);
            appender.SetMetadata(ref series, Up, metadata with { Help = "Old." });
            appender.SetMetadata(ref series, Up, metadata);
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        await test.ReopenAsync();
        Assert.Equal(metadata, test.Store.Metadata()["up"]);
    }

    private static Exemplar Exemplar(string trace, long time) => new(LabelSet.Create(("trace_id", trace)), 1.5, time);

    private static async Task<AppendOutcome> AppendAsync(TestStore test, Exemplar exemplar)
    {
        using IAppender appender = test.Store.CreateAppender();
        SeriesRef series = default;
        appender.Append(ref series, Up, exemplar.Timestamp, 1);
        AppendOutcome outcome = appender.AppendExemplar(ref series, Up, exemplar);
        await appender.CommitAsync(CancellationToken.None);
        return outcome;
    }
}
