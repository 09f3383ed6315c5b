using System.Diagnostics;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class AnalysisTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

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
