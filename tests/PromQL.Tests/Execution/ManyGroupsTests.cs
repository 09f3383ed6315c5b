namespace Tocsin.PromQL.Tests.Execution;

/// <summary>Many groups over many steps read their rows one group at a time; the answers are those of each group alone.</summary>
public sealed class ManyGroupsTests
{
    private const int Groups = 70, Steps = 1000;

    private readonly EngineFixture _data = new(string.Join('\n', Enumerable.Range(0, Groups).SelectMany(group => (string[])
    [
        $"m{{g=\"{group}\",i=\"1\"}} {group}+1x20 _x5 stale {group}+2x20",
        $"m{{g=\"{group}\",i=\"2\"}} 1-{group}x40",
        $"h{{g=\"{group}\",i=\"1\"}} {{{{schema:0 sum:{group} count:3 buckets:[1 2]}}}}x40",
        $"h{{g=\"{group}\",i=\"2\"}} {{{{schema:1 sum:2 count:1 buckets:[1]}}}}x40",
    ])));

    [Theory]
    [InlineData("sum", "m")]
    [InlineData("avg", "m")]
    [InlineData("stddev", "m")]
    [InlineData("count", "m")]
    [InlineData("max", "m or h")]
    [InlineData("sum", "h")]
    [InlineData("avg", "h")]
    public async Task Each_group_has_what_it_has_alone(string fold, string inner)
    {
        QueryResult all = await _data.RangeAsync($"{fold} by (g) ({inner})", 0, Steps - 1, 1);
        Assert.Equal((QueryFailure.None, Groups), (all.Failure, all.Series.Count));
        foreach (QuerySeries series in all.Series.Where((_, i) => i % 9 == 0))
        {
            string group = $"{{g=\"{series.Labels.Get("g")}\"}}";
            QueryResult alone = await _data.RangeAsync($"{fold} ({inner.Replace("m", "m" + group, StringComparison.Ordinal).Replace("h", "h" + group, StringComparison.Ordinal)})", 0, Steps - 1, 1);
            QuerySeries wanted = Assert.Single(alone.Series);
            Assert.Equal(wanted.Timestamps, series.Timestamps);
            Assert.Equal(wanted.Values, series.Values);
            Assert.Equal(wanted.Histograms.Select(h => (h.Count, h.Sum)), series.Histograms.Select(h => (h.Count, h.Sum)));
            Assert.Equal(alone.Infos.Count, all.Infos.Count);
        }
    }

    [Fact]
    public async Task Groups_that_other_operations_read_are_the_same()
    {
        QueryResult direct = await _data.RangeAsync("count(sum by (g) (m) > 30)", 0, Steps - 1, 1);
        QueryResult twice = await _data.RangeAsync("count((sum by (g) (m) + sum by (g) (m)) / 2 > 30)", 0, Steps - 1, 1);
        Assert.Equal(Assert.Single(direct.Series).Values, Assert.Single(twice.Series).Values);
    }
}
