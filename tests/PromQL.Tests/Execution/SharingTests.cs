namespace Tocsin.PromQL.Tests.Execution;

/// <summary>What stands in a query twice is computed once, and nobody can tell from the answer.</summary>
public sealed class SharingTests
{
    private readonly EngineFixture _data = new(
        """
        x_total{i="1",job="a"} 0+60x100
        x_total{i="2",job="a"} 0+120x100
        x_total{i="3",job="b"} 0+180x100
        odd 1 2 NaN 3x90
        """);

    [Theory]
    [InlineData("sum(rate(x_total[5m])) / count(rate(x_total[5m]))", 3)]
    [InlineData("sum by (job) (rate(x_total[5m])) / on () group_left sum(rate(x_total[5m]))", 3)]
    [InlineData("sum(rate(x_total[5m])) / sum( rate( x_total[300s] ) )", 3)]
    [InlineData("rate(x_total[5m]) > 1 and rate(x_total[5m]) < 3", 3)]
    [InlineData("max_over_time(sum(x_total)[5m:1m]) - min_over_time(sum(x_total)[5m:1m])", 3)]
    [InlineData("sum(x_total) + avg(x_total) + sum(x_total)", 3)]
    [InlineData("sum(rate(x_total[5m])) / sum(rate(x_total[6m]))", 6)]
    [InlineData("sum(rate(x_total[5m])) / sum(increase(x_total[5m]))", 6)]
    [InlineData("sum(x_total) / sum(x_total offset 1m)", 6)]
    [InlineData("sum(x_total) / sum(x_total{job=~\".*\"})", 6)]
    public async Task A_part_that_stands_there_twice_reads_storage_once(string query, int reads)
    {
        QueryResult result = await _data.RangeAsync(query, 600, 1200, 60);
        Assert.Equal("", result.Error);
        Assert.NotEmpty(result.Series);
        Assert.Equal(reads, _data.Source.Reads);
    }

    [Fact]
    public async Task Values_do_not_change_by_sharing()
    {
        QueryResult ratio = await _data.RangeAsync("sum by (job) (rate(x_total[5m])) / on () group_left sum(rate(x_total[5m]))", 600, 660, 60);
        Assert.Equal(["{job=\"a\"}", "{job=\"b\"}"], ratio.Series.Select(s => s.Labels.ToString()));
        Assert.Equal([0.5, 0.5], ratio.Series[0].Values);
    }

    [Fact]
    public async Task Statistics_count_each_place()
    {
        QueryResult result = await _data.Engine.RangeAsync(
            _data.Source, "sum(x_total) + (sum(x_total) + max(x_total))", 600_000, 660_000, 60_000, new QueryParameters { Statistics = true }, TestContext.Current.CancellationToken);
        // Three series in three places at two steps.
        Assert.Equal(18, result.Statistics!.TotalQueryableSamples);
    }

    [Fact]
    public async Task Notes_name_the_last_place()
    {
        QueryResult result = await _data.InstantAsync("quantile(2, x_total) + quantile(2, x_total)", 600);
        Assert.Equal(["PromQL warning: quantile value should be between 0 and 1, got 2 (1:33)"], result.Warnings);
    }

    [Fact]
    public async Task The_analysis_shows_what_was_shared()
    {
        QueryResult result = await _data.Engine.RangeAsync(
            _data.Source, "sum(x_total) + sum(x_total)", 600_000, 660_000, 60_000, new QueryParameters { Analyze = true }, TestContext.Current.CancellationToken);
        Assert.Equal(["sum", "sum (shared)"], result.Operators!.Inputs.Select(input => input.Name));
        Assert.Single(result.Operators.Inputs[0].Inputs);
    }

    [Theory]
    [InlineData("absent(nothing{a=\"1\"}) + on () absent(nothing{a=\"1\"})", "{} 2")]
    [InlineData("x_total{i=\"1\"} == ignoring (i) x_total{i=\"2\"} or x_total{i=\"1\"}", "{__name__=\"x_total\", i=\"1\", job=\"a\"} 600")]
    public async Task Parts_keep_their_labels(string query, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, 600));
}
