namespace Tocsin.PromQL.Tests.Execution;

public sealed class MatchingTests
{
    private readonly EngineFixture _data = new(
        """
        cpu{host="a",mode="idle"} 3
        cpu{host="a",mode="user"} 1
        cpu{host="b",mode="idle"} 8
        owner{host="a",team="x"} 1
        owner{host="b",team="y"} 1
        twice{host="a",n="1"} 1
        twice{host="a",n="2"} 1
        gone{host="a",n="1"} 1 stale
        gone{host="a",n="2"} _ 2
        gone{host="b"} 5 5
        limit{host="a"} 2
        """);

    [Theory]
    [InlineData("cpu * on (host) group_left (team) owner", "{host=\"a\", mode=\"idle\", team=\"x\"} 3 | {host=\"a\", mode=\"user\", team=\"x\"} 1 | {host=\"b\", mode=\"idle\", team=\"y\"} 8")]
    [InlineData("limit < on (host) group_right cpu", "{__name__=\"cpu\", host=\"a\", mode=\"idle\"} 2")]
    [InlineData("cpu and on (host) limit", "{__name__=\"cpu\", host=\"a\", mode=\"idle\"} 3 | {__name__=\"cpu\", host=\"a\", mode=\"user\"} 1")]
    [InlineData("cpu unless on (host) limit", "{__name__=\"cpu\", host=\"b\", mode=\"idle\"} 8")]
    [InlineData("limit or on (host) owner", "{__name__=\"limit\", host=\"a\"} 2 | {__name__=\"owner\", host=\"b\", team=\"y\"} 1")]
    [InlineData("cpu + nothing", "")]
    [InlineData("nothing or vector(0)", "{} 0")]
    [InlineData("twice + nothing", "")]
    public async Task Series_that_belong_together_are_found(string query, string answer) => Assert.Equal(answer, await _data.AnswerAsync(query, 0));

    [Fact]
    public async Task A_duplicate_on_the_one_side_is_an_error_even_without_a_partner() =>
        Assert.Equal(
            "Execution: found duplicate series for the match group {host=\"a\"} on the right hand-side of the operation: "
            + "[{__name__=\"twice\", host=\"a\", n=\"1\"}, {__name__=\"twice\", host=\"a\", n=\"2\"}]"
            + ";many-to-many matching not allowed: matching labels must be unique on one side",
            await _data.AnswerAsync("owner{host=\"b\"} * on (host) group_left twice", 0));

    [Fact]
    public async Task Many_to_one_must_be_explicit() =>
        Assert.Equal(
            "Execution: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
            await _data.AnswerAsync("cpu * on (host) owner", 0));

    [Fact]
    public async Task Grouping_must_leave_the_results_apart() =>
        Assert.Equal(
            "Execution: multiple matches for labels: grouping labels must ensure unique matches",
            await _data.AnswerAsync("twice * on (host) group_left (n) limit", 0));

    [Fact]
    public async Task Candidates_that_are_never_present_together_are_no_duplicates()
    {
        QueryResult result = await _data.RangeAsync("owner * on (host) gone", 0, 60, 60);
        Assert.Equal("", result.Error);
        Assert.Equal(["{host=\"a\"}", "{host=\"b\"}"], result.Series.Select(s => s.Labels.ToString()));
        Assert.Equal([1, 2], result.Series[0].Values);
    }

    [Theory]
    [InlineData("few * on (n) many")]
    [InlineData("many * on (n) few")]
    [InlineData("few * on (n) group_left (k) many")]
    [InlineData("many * on (n) group_right (k) few")]
    public async Task Either_side_may_be_the_larger(string query)
    {
        var data = new EngineFixture(string.Join('\n', Enumerable.Range(0, 40).Select(n => $"many{{n=\"{n}\",k=\"{n}\"}} {n}"))
            + "\nfew{n=\"7\"} 2\nfew{n=\"3\"} 2\nfew{n=\"99\"} 2");
        QueryResult result = await data.InstantAsync(query, 0);
        Assert.Equal([6, 14], result.Series.Select(s => s.Values[0]).Order());
    }

    [Fact]
    public async Task A_duplicate_on_the_larger_side_is_found_without_a_partner()
    {
        var data = new EngineFixture(string.Join('\n', Enumerable.Range(0, 40).Select(n => $"many{{n=\"{n / 2}\",k=\"{n}\"}} {n}")) + "\nfew{n=\"99\"} 2");
        Assert.StartsWith("found duplicate series for the match group {n=\"0\"} on the right hand-side", (await data.InstantAsync("few * on (n) many", 0)).Error, StringComparison.Ordinal);
    }
}
