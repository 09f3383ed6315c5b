using System.Diagnostics;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class AnalysisTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly QueryEngineOptions Everything = new()
    {
        Features = new HashSet<string> { QueryFeatures.ExperimentalFunctions, QueryFeatures.ExtendedRangeSelectors },
    };

    [Fact]
    public async Task Statistics_count_samples_as_upstream_does()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        QueryResult result = await data.Engine.RangeAsync(
            data.Source, "sum_over_time(m[3m]) + m", 600_000, 840_000, 60_000, new QueryParameters { Statistics = true }, Cancel);
        // At each of five steps: three samples of a window and one more, for two series.
        Assert.Equal(40, result.Statistics!.TotalQueryableSamples);
        Assert.Equal([8, 8, 8, 8, 8], result.Statistics.TotalQueryableSamplesPerStep);
        Assert.True(result.Statistics.PeakSamples > 0);
        Assert.Null(result.Operators);
    }

    [Theory]
    [InlineData("m[5m]", 10, 10)]
    [InlineData("m[10m:1m]", 20, 20)]
    [InlineData("rate(m[2m])[10m:1m]", 40, 40)]
    [InlineData("(m @ 300)[10m:1m]", 20, 20)]
    [InlineData("max_over_time(m[10m:1m])", 20, 20)]
    [InlineData("max_over_time(rate(m[2m])[10m:1m])", 20, 20)]
    public async Task Ranges_and_subqueries_of_an_instant_query_count_at_its_step(string query, long total, long atStep)
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        QueryResult result = await data.Engine.InstantAsync(data.Source, query, 1_200_000, new QueryParameters { Statistics = true }, Cancel);
        Assert.Equal("", result.Error);
        Assert.Equal(total, result.Statistics!.TotalQueryableSamples);
        Assert.Equal([atStep], result.Statistics.TotalQueryableSamplesPerStep);
    }

    [Theory]
    [InlineData("m @ 300", 2)]
    [InlineData("rate(m[5m] @ start())", 10)]
    [InlineData("timestamp(m @ 300)", 2)]
    [InlineData("predict_linear(m[5m] @ start(), 60)", 10)]
    [InlineData("sum(m @ 300) + sum(m) + sum(m @ 300)", 6)]
    [InlineData("max_over_time(m[10m:1m])", 20)]
    [InlineData("max_over_time(rate(m[2m])[10m:1m])", 20)]
    [InlineData("max_over_time((m @ 300)[10m:1m])", 20)]
    [InlineData("max_over_time(max_over_time(m[3m:1m])[10m:1m])", 20)]
    [InlineData("sum(m) + sum_over_time(sum(m)[1m:1m])", 3)]
    public async Task Pinned_selectors_and_subqueries_count_at_each_step(string query, long atStep)
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        QueryResult result = await data.Engine.RangeAsync(
            data.Source, query, 1_200_000, 1_800_000, 60_000, new QueryParameters { Statistics = true }, Cancel);
        Assert.Equal("", result.Error);
        Assert.Equal(atStep * 11, result.Statistics!.TotalQueryableSamples);
        Assert.Equal(Enumerable.Repeat(atStep, 11), result.Statistics.TotalQueryableSamplesPerStep);
    }

    [Theory]
    [InlineData("sum_over_time(m[5m])")]
    [InlineData("sum_over_time(m[130s])")]
    [InlineData("sum_over_time(m[30s])")]
    [InlineData("sum_over_time(m[3h])")]
    [InlineData("sum_over_time(m[5m] @ 900)")]
    [InlineData("m")]
    public async Task Steps_add_up_to_the_total_over_gaps_and_windows_of_any_length(string query)
    {
        var data = new EngineFixture("m{i=\"1\"} 1x10 _x7 1x30\nm{i=\"2\"} {{schema:0 sum:1 count:1 buckets:[1]}}x10 1x5 _x3 1x12");
        QueryResult result = await data.Engine.RangeAsync(
            data.Source, query, 120_000, 3_000_000, 60_000, new QueryParameters { Statistics = true }, Cancel);
        Assert.Equal("", result.Error);
        Assert.NotEqual(0, result.Statistics!.TotalQueryableSamples);
        Assert.Equal(result.Statistics.TotalQueryableSamples, result.Statistics.TotalQueryableSamplesPerStep.Sum());
    }

    [Fact]
    public async Task An_analysed_query_tells_what_each_operator_did()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        QueryResult result = await data.Engine.RangeAsync(
            data.Source, "sum by (i) (rate(m[5m])) / 2", 600_000, 840_000, 60_000, new QueryParameters { Analyze = true }, Cancel);
        OperatorTree divide = result.Operators!, sum = divide.Inputs[0], rate = sum.Inputs[0];
        Assert.Equal(("scalar /", "sum by (i) (rate(m[5m])) / 2"), (divide.Name, divide.Text));
        Assert.Equal(("sum", 2L, 10L), (sum.Name, sum.Rows, sum.Samples));
        Assert.Equal(("rate", "rate(m[5m])", 2L), (rate.Name, rate.Text, rate.Rows));
        Assert.Null(result.Statistics);
    }

    [Fact]
    public async Task Series_without_a_value_are_no_rows()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        QueryResult result = await data.Engine.RangeAsync(
            data.Source, "m and m{i=\"1\"}", 600_000, 840_000, 60_000, new QueryParameters { Analyze = true }, Cancel);
        Assert.Equal((1L, 5L), (result.Operators!.Rows, result.Operators.Samples));
    }

    /// <summary>As a real Prometheus counts over such data.</summary>
    [Theory]
    [InlineData("info(m)", 2 + 2)]
    [InlineData("info(m{instance=\"b\"})", 1 + 1)]
    [InlineData("info(m{instance=\"none\"})", 0)]
    [InlineData("info(m, {version=~\"2|3\"})", 2 + 2)]
    [InlineData("info(target_info)", 5)]
    [InlineData("m * on (instance) n", 2 + 3)]
    [InlineData("m * nothing", 2)]
    [InlineData("m * on (instance) group_left n", 2 + 3)]
    [InlineData("h", 13)]
    [InlineData("timestamp(h)", 1)]
    [InlineData("h + c", 13 + 14)]
    [InlineData("sum_over_time(h[3m])", 3 * 13)]
    [InlineData("sum_over_time(h[3m:1m])", 3 * 13)]
    [InlineData("h[3m]", 3 * 13)]
    [InlineData("increase(m[3m] anchored)", 2 * 8)]
    [InlineData("increase(m[3m] smoothed)", 2 * 13)]
    [InlineData("m smoothed", 0)]
    public async Task Histograms_joins_and_info_count_as_much_as_upstream_counts(string query, long samples)
    {
        var data = new EngineFixture(
            """
            m{instance="a",job="j"} 1x100
            m{instance="b",job="j"} 1x100
            n{instance="b"} 1x100
            n{instance="c"} 1x100
            n{instance="d"} 1x100
            target_info{instance="a",job="j",version="1"} 1x5 stale
            target_info{instance="a",job="j",version="2"} 1x100
            target_info{instance="b",job="j",version="3"} 1x100
            target_info{instance="b",job="k",version="4"} 1x100
            target_info{instance="c",job="j",version="5"} 1x100
            target_info{instance="d",job="j",version="6"} 1x100
            h{} {{schema:1 sum:1 count:8 z_bucket:1 buckets:[1 1 0 5]}}x100
            c{} {{schema:-53 sum:1 count:2 custom_values:[1 2 5] buckets:[1 1]}}x100
            """,
            Everything);
        var asked = new QueryParameters { Statistics = true };
        QueryResult result = await data.Engine.InstantAsync(data.Source, query, 1_200_000, asked, Cancel);
        Assert.Equal("", result.Error);
        Assert.Equal(samples, result.Statistics!.TotalQueryableSamples);
        Assert.Equal([samples], result.Statistics.TotalQueryableSamplesPerStep);
    }

    [Fact]
    public async Task The_sample_budget_weighs_histograms()
    {
        const string Data = "h{} {{schema:1 sum:1 count:8 z_bucket:1 buckets:[1 1 0 5]}}x100";
        var small = new EngineFixture(Data, options: new QueryEngineOptions { MaxSamples = 12 });
        Assert.Equal(
            "query processing would load too many samples into memory in query execution",
            (await small.Engine.InstantAsync(small.Source, "h", 1_200_000, QueryParameters.None, Cancel)).Error);
        QueryResult result = await new EngineFixture(Data).InstantAsync("h", 1200);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Ranges_strings_and_info_series_are_told_where_they_are_read()
    {
        var data = new EngineFixture("m{instance=\"a\",job=\"j\"} 1x100\ntarget_info{instance=\"a\",job=\"j\",v=\"1\"} 1x100\ntarget_info{instance=\"b\"} 1x100", Everything);
        OperatorTree rate = await TreeAsync(data, "rate(m[5m])");
        Assert.Equal(("select range", "m[5m]", 1L, 5L), Told(Assert.Single(rate.Inputs)));
        OperatorTree range = await TreeAsync(data, "m[5m]");
        Assert.Equal(("select range", "m[5m]", 1L, 5L), Told(range));
        OperatorTree subquery = Assert.Single((await TreeAsync(data, "max_over_time(m[5m:1m])")).Inputs);
        Assert.Equal(("subquery", "m[5m:1m]"), (subquery.Name, subquery.Text));
        Assert.Equal("select", Assert.Single(subquery.Inputs).Name);
        OperatorTree info = await TreeAsync(data, "info(m)");
        Assert.Equal(["select", "select info series"], info.Inputs.Select(i => i.Name));
        Assert.Equal(("select info series", "info(m)", 1L, 1L), Told(info.Inputs[1]));
        Assert.Equal(("string", "\"a\"", 0L, 0L), Told(await TreeAsync(data, "\"a\"")));

        static (string, string, long, long) Told(OperatorTree tree) => (tree.Name, tree.Text, tree.Rows, tree.Samples);
    }

    private static async Task<OperatorTree> TreeAsync(EngineFixture data, string query) =>
        (await data.Engine.InstantAsync(data.Source, query, 1_200_000, new QueryParameters { Analyze = true }, Cancel)).Operators!;

    [Fact]
    public async Task Strings_and_failures_have_statistics_when_they_are_asked_for()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        var asked = new QueryParameters { Statistics = true };
        Assert.Equal([0L], (await data.Engine.InstantAsync(data.Source, "\"a\"", 600_000, asked, Cancel)).Statistics!.TotalQueryableSamplesPerStep);
        QueryResult failed = await data.Engine.InstantAsync(data.Source, "m + on () m", 600_000, asked, Cancel);
        Assert.Equal(QueryFailure.Execution, failed.Failure);
        Assert.Equal(4, failed.Statistics!.TotalQueryableSamples);
        data.Source.OnSelect = (_, _) => throw new OperationCanceledException();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        QueryResult canceled = await data.Engine.InstantAsync(data.Source, "m", 600_000, asked, stop.Token);
        Assert.Equal(QueryFailure.Canceled, canceled.Failure);
        Assert.NotNull(canceled.Statistics);
    }

    [Fact]
    public async Task A_long_computation_stops_soon_after_it_is_cancelled()
    {
        var data = new EngineFixture("m " + string.Join(' ', Enumerable.Range(0, 20_000).Select(i => i * 7919 % 1000)), stepSeconds: 1);
        using var stop = new CancellationTokenSource();
        Task<QueryResult> running = Task.Run(
            async () => await data.Engine.RangeAsync(
                data.Source, "stddev_over_time(m[20000s])", 20_000_000, 31_000_000, 1000, QueryParameters.None, stop.Token), Cancel);
        await Task.WhenAny(running, Task.Delay(50, Cancel));
        long from = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        QueryResult result = await running;
        Assert.True(result.Failure is QueryFailure.Canceled or QueryFailure.None);
        // A hundred ms are promised; machines that run tests are busy.
        Assert.True(Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(2), "took " + Stopwatch.GetElapsedTime(from));
    }

    [Fact]
    public async Task Histograms_of_stale_series_are_gone()
    {
        var data = new EngineFixture("h {{schema:0 sum:1 count:1 buckets:[1]}} stale");
        Assert.Single((await data.InstantAsync("h", 0)).Series);
        Assert.Empty((await data.InstantAsync("h", 60)).Series);
    }
}
