namespace Tocsin.PromQL.Tests.Execution;

public sealed class AggregationTests
{
    private readonly EngineFixture _data = new(
        """
        m{g="x",i="1"} 1
        m{g="x",i="2"} 5
        m{g="x",i="3"} NaN
        m{g="y",i="4"} 3
        m{g="y",i="5"} -2
        tie{i="1"} 1
        tie{i="2"} 1
        tie{i="3"} 2
        big{i="1"} 1e308
        big{i="2"} 1e308
        small{i="1"} 1e100
        small{i="2"} 1
        small{i="3"} -1e100
        """);

    [Theory]
    [InlineData("topk(2, m)", "{__name__=\"m\", g=\"x\", i=\"2\"} 5 | {__name__=\"m\", g=\"y\", i=\"4\"} 3")]
    [InlineData("topk by (g) (1, m)", "{__name__=\"m\", g=\"x\", i=\"2\"} 5 | {__name__=\"m\", g=\"y\", i=\"4\"} 3")]
    [InlineData("bottomk(5, m)", "{__name__=\"m\", g=\"y\", i=\"5\"} -2 | {__name__=\"m\", g=\"x\", i=\"1\"} 1 | {__name__=\"m\", g=\"y\", i=\"4\"} 3 | {__name__=\"m\", g=\"x\", i=\"2\"} 5 | {__name__=\"m\", g=\"x\", i=\"3\"} NaN")]
    [InlineData("topk(0, m)", "")]
    [InlineData("topk(2, tie)", "{__name__=\"tie\", i=\"3\"} 2 | {__name__=\"tie\", i=\"2\"} 1")]
    [InlineData("bottomk(2, -tie)", "{i=\"3\"} -2 | {i=\"2\"} -1")]
    [InlineData("topk(1, tie < 2)", "{__name__=\"tie\", i=\"1\"} 1")]
    [InlineData("max by (g) (m)", "{g=\"x\"} 5 | {g=\"y\"} 3")]
    [InlineData("min(m{i=\"3\"})", "{} NaN")]
    [InlineData("count(m)", "{} 5")]
    [InlineData("count(nothing)", "")]
    [InlineData("group by (g) (m)", "{g=\"x\"} 1 | {g=\"y\"} 1")]
    [InlineData("avg(big)", "{} 1E+308")]
    [InlineData("sum(small)", "{} 1")]
    [InlineData("stdvar(m{g=\"y\"})", "{} 6.25")]
    [InlineData("stddev(m{g=\"y\"})", "{} 2.5")]
    [InlineData("quantile(0.5, m{g=\"y\"})", "{} 0.5")]
    [InlineData("quantile(2, m{g=\"y\"})", "{} Infinity")]
    [InlineData("count_values(\"v\", m{g=\"y\"})", "{v=\"3\"} 1 | {v=\"-2\"} 1")]
    [InlineData("sort_desc(m)", "{__name__=\"m\", g=\"x\", i=\"2\"} 5 | {__name__=\"m\", g=\"y\", i=\"4\"} 3 | {__name__=\"m\", g=\"x\", i=\"1\"} 1 | {__name__=\"m\", g=\"y\", i=\"5\"} -2 | {__name__=\"m\", g=\"x\", i=\"3\"} NaN")]
    [InlineData("log10(m{i=\"2\"})", "{g=\"x\", i=\"2\"} 0.6989700043360187")]
    [InlineData("log2(m{i=\"2\"} + 3)", "{g=\"x\", i=\"2\"} 3")]
    [InlineData("topk(NaN, m)", "Execution: Parameter value is NaN")]
    public async Task Groups_are_folded(string query, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, 0));

    [Fact]
    public async Task Many_series_on_many_cores_give_what_one_core_gives()
    {
        var data = new EngineFixture(string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"n{{g=\"{i % 3}\",i=\"{i}\"}} {i}+1x20")));
        QueryResult result = await data.RangeAsync("sum by (g) (n)", 0, 1200, 60);
        for (int g = 0; g < 3; g++)
            for (int step = 0; step <= 20; step++)
                Assert.Equal(Enumerable.Range(0, 1000).Sum(k => (3.0 * k) + g + step), result.Series[g].Values[step]);
        QueryResult average = await data.RangeAsync("avg(n)", 0, 1200, 60);
        Assert.Equal(1499.5, average.Series[0].Values[0], 9);
        QueryResult variance = await data.RangeAsync("stdvar(n)", 0, 1200, 60);
        Assert.Equal(((3000.0 * 3000.0) - 1) / 12, variance.Series[0].Values[0], 3);
    }
}
