namespace Tocsin.PromQL.Tests.Execution;

public sealed class WindowTests
{
    private readonly EngineFixture _data = new(
        """
        c_total 0 60 120 180 240 300
        reset_total 100 200 50 150
        late_total _ _ 5 65 125
        gauge 5 3 NaN 1 4
        zero -0 0 0
        """);

    [Theory]
    [InlineData("rate(c_total[5m])", 300, "{} 1")]
    [InlineData("increase(c_total[2m])", 300, "{} 120")]
    [InlineData("increase(reset_total[4m])", 180, "{} 333.3333333333333")]
    [InlineData("irate(reset_total[5m])", 120, "{} 0.8333333333333334")]
    [InlineData("idelta(reset_total[5m])", 120, "{} -150")]
    [InlineData("delta(c_total[2m])", 120, "{} 120")]
    [InlineData("count_over_time(c_total[1m])", 60, "{} 1")]
    [InlineData("count_over_time(c_total[61s])", 60, "{} 2")]
    [InlineData("resets(reset_total[5m])", 180, "{} 1")]
    [InlineData("changes(gauge[5m])", 240, "{} 4")]
    [InlineData("min_over_time(gauge[5m])", 240, "{} 1")]
    [InlineData("1 / min_over_time(zero[5m])", 120, "{} -Infinity")]
    [InlineData("1 / max_over_time(zero[5m])", 120, "{} -Infinity")]
    [InlineData("max_over_time(gauge[5m])", 240, "{} 5")]
    [InlineData("avg_over_time(c_total[5m])", 300, "{} 180")]
    [InlineData("quantile_over_time(0.5, c_total[5m])", 300, "{} 180")]
    [InlineData("deriv(c_total[5m])", 300, "{} 1")]
    [InlineData("predict_linear(c_total[5m], 60)", 300, "{} 360")]
    [InlineData("rate(c_total[1m])", 300, "")]
    [InlineData("absent_over_time(gone{a=\"b\",c=~\"d\"}[5m])", 300, "{a=\"b\"} 1")]
    [InlineData("absent(gone{a=\"b\",a=\"c\",d=\"e\"})", 300, "{d=\"e\"} 1")]
    [InlineData("sum_over_time(c_total[3m:1m])", 300, "{} 720")]
    [InlineData("max_over_time(rate(c_total[2m])[3m:])", 300, "{} 1")]
    [InlineData("c_total @ 120 + c_total offset 1m", 300, "{} 360")]
    public async Task Functions_over_ranges_are_exact(string query, int at, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, at));

    [Fact]
    public async Task A_range_query_gives_at_each_step_what_an_instant_query_gives()
    {
        foreach (string query in (string[])["rate(late_total[3m])", "increase(reset_total[150s])", "avg_over_time(gauge[2m])", "gauge", "c_total offset 1m", "sum_over_time(gauge[2m:30s])"])
        {
            QueryResult range = await _data.RangeAsync(query, 0, 900, 30);
            for (int at = 0; at <= 900; at += 30)
            {
                QueryResult instant = await _data.InstantAsync(query, at);
                int index = range.Series.Count == 0 ? -1 : Array.IndexOf(range.Series[0].Timestamps, at * 1000L);
                Assert.Equal(instant.Series.Count, index < 0 ? 0 : 1);
                if (index >= 0) Assert.Equal(instant.Series[0].Values[0], range.Series[0].Values[index]);
            }
        }
    }

    [Theory]
    [InlineData("rate(c_total[150s])", "{} 0.060000000000000005")]
    [InlineData("increase(c_total[150s])", "{} 9")]
    [InlineData("log10(vector(1e15))", "{} 14.999999999999998")]
    public async Task The_last_digit_is_upstreams(string query, string answer) =>
        Assert.Equal(answer, await new EngineFixture("c_total _ _ 0 4 9").AnswerAsync(query, 240));

    /// <summary>As a real Prometheus has it: seen where a bucket of nothing becomes no number.</summary>
    [Theory]
    [InlineData("sum_over_time(h[2m]) * NaN", 3)]
    [InlineData("avg_over_time(h[2m]) * NaN", 3)]
    [InlineData("sum(h) * NaN", 2)]
    public async Task Sums_of_ranges_keep_buckets_of_nothing_and_aggregations_do_not(string query, int buckets)
    {
        var data = new EngineFixture("h {{schema:0 sum:3 count:3 buckets:[1 0 2]}}x10");
        QueryResult result = await data.InstantAsync(query, 300);
        Assert.Equal("", result.Error);
        Assert.Equal(buckets, result.Series[0].Histograms[0].PositiveBuckets.Count);
    }

    [Fact]
    public async Task Rates_of_what_does_not_look_like_a_counter_are_remarked()
    {
        var data = new EngineFixture("node_load1 0+1x10");
        QueryResult result = await data.InstantAsync("rate(node_load1[5m])", 300);
        Assert.Equal(
            ["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"node_load1\" (1:6)"], result.Infos);
        Assert.Empty((await _data.InstantAsync("rate(c_total[5m])", 300)).Infos);
    }

    [Theory]
    [InlineData("day_of_week(vector(0))", "{} 4")]
    [InlineData("days_in_month(vector(1709164800))", "{} 29")]
    [InlineData("day_of_year(vector(1735603200))", "{} 366")]
    [InlineData("year(vector(-1))", "{} 1969")]
    [InlineData("hour(vector(-1))", "{} 23")]
    [InlineData("month(vector(253402300800))", "{} 1")]
    [InlineData("year(vector(253402300800))", "{} 10000")]
    [InlineData("round(vector(2.5))", "{} 3")]
    [InlineData("round(vector(-2.5))", "{} -2")]
    [InlineData("round(vector(17), 5)", "{} 15")]
    [InlineData("clamp(vector(7), 5, 3)", "")]
    [InlineData("sgn(vector(-7))", "{} -1")]
    [InlineData("vector(-7) % 3", "{} -1")]
    public async Task Functions_of_values_are_exact(string query, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, 0));
}
