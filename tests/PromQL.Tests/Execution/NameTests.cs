namespace Tocsin.PromQL.Tests.Execution;

/// <summary>What becomes of metric names with upstream's default settings, where they go at once.</summary>
public sealed class NameTests
{
    private readonly EngineFixture _data = new(
        """
        a_total{i="1"} 0+60x10
        b_total{i="1"} 0+120x10
        up{i="1"} 1x10
        up{i="2"} 0x10
        """);

    [Theory]
    [InlineData("a_total", "{__name__=\"a_total\", i=\"1\"} 600")]
    [InlineData("a_total + 1", "{i=\"1\"} 601")]
    [InlineData("-a_total", "{i=\"1\"} -600")]
    [InlineData("a_total > 1", "{__name__=\"a_total\", i=\"1\"} 600")]
    [InlineData("a_total > bool 1", "{i=\"1\"} 1")]
    [InlineData("a_total < b_total", "{__name__=\"a_total\", i=\"1\"} 600")]
    [InlineData("a_total < on (i) b_total", "{i=\"1\"} 600")]
    [InlineData("a_total < bool b_total", "{i=\"1\"} 1")]
    [InlineData("rate(a_total[5m])", "{i=\"1\"} 1")]
    [InlineData("last_over_time(a_total[5m])", "{__name__=\"a_total\", i=\"1\"} 600")]
    [InlineData("sum by (__name__) (up)", "{__name__=\"up\"} 1")]
    [InlineData("sum without (i) (up)", "{} 1")]
    [InlineData("a_total and b_total", "{__name__=\"a_total\", i=\"1\"} 600")]
    [InlineData("up == 1", "{__name__=\"up\", i=\"1\"} 1")]
    [InlineData("label_replace(a_total, \"n\", \"x_$1\", \"__name__\", \"(.)_.*\")", "{__name__=\"a_total\", i=\"1\", n=\"x_a\"} 600")]
    public async Task Names_go_or_stay_as_upstream_has_it(string query, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, 600));

    [Theory]
    [InlineData("rate({__name__=~\"._total\"}[5m])")]
    [InlineData("-{__name__=~\"._total\"}")]
    [InlineData("{__name__=~\"._total\"} * 2")]
    [InlineData("abs({__name__=~\"._total\"})")]
    [InlineData("label_replace(up, \"i\", \"x\", \"i\", \".*\")")]
    public async Task Two_series_with_the_same_labels_are_an_error(string query) =>
        Assert.Equal("Execution: vector cannot contain metrics with the same labelset", await _data.AnswerAsync(query, 600));

    [Fact]
    public async Task Delayed_removal_keeps_names_until_the_end()
    {
        var delayed = new EngineFixture(
            "a_total{i=\"1\"} 0+60x10\nb_total{i=\"1\"} 0+120x10",
            new QueryEngineOptions { Features = new HashSet<string> { QueryFeatures.DelayedNameRemoval } });
        Assert.Equal("{} 3", await delayed.AnswerAsync("sum(rate({__name__=~\"._total\"}[5m]))", 600));
        Assert.Equal(
            "Execution: vector cannot contain metrics with the same labelset", await delayed.AnswerAsync("rate({__name__=~\"._total\"}[5m])", 600));
    }
}
