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
