using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class ParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "1 + 2 * 3")]
    [InlineData("SUM BY (Job) (up)", "sum by (Job) (up)")]
    [InlineData("sum(up) by (job,)", "sum by (job) (up)")]
    [InlineData("sum without (a) (up)", "sum without (a) (up)")]
    [InlineData("topk(5, up)", "topk(5, up)")]
    [InlineData("a / on(job, instance) group_left b offset 1h", "a / on (job, instance) group_left () b offset 1h")]
    [InlineData("a unless ignoring(mode) b", "a unless ignoring (mode) b")]
    [InlineData("a > bool 5", "a > bool 5")]
    [InlineData("rate(x[5m:1m] @ end() offset -1m)", "rate(x[5m:1m] @ end() offset -1m)")]
    [InlineData("x[300] @ 1.5", "x[5m] @ 1.500")]
    [InlineData("x offset (1m + step())", "x offset (1m + step())")]
    [InlineData("{\"my.metric\", \"l.b\"=\"x\"}", "{\"l.b\"=\"x\",__name__=\"my.metric\"}")]
    [InlineData("{\"a\", \"b\"}", "{__name__=\"a\",__name__=\"b\"}")]
    [InlineData("sum by (\"a.b\") (x)", "sum by (\"a.b\") (x)")]
    [InlineData("up{}", "up")]
    [InlineData("{__name__=~\"a.*\"}", "{__name__=~\"a.*\"}")]
    [InlineData("up{job='a\\'b'} # note", "up{job=\"a'b\"}")]
    [InlineData("0x1F + 1_000 + .5 + 1e3 + Inf + NaN", "31 + 1000 + 0.5 + 1000 + +Inf + NaN")]
    [InlineData("-1h30m", "-1h30m")]
    [InlineData("sum", "sum")]
    [InlineData("offset + by", "offset + by")]
    [InlineData("a:b:c", "a:b:c")]
    public void Text_is_read_and_printed_in_upstreams_form(string query, string printed)
    {
        ParseOutcome outcome = QueryEngine.Parse(query);
        Assert.Null(outcome.Error);
        Assert.Equal(printed, outcome.Expression!.ToString());
        Assert.Equal(printed, QueryEngine.Parse(printed).Expression!.ToString());
    }

    [Theory]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 * 3 % 4", 2)]
    [InlineData("10 - 2 - 3", 5)]
    [InlineData("1 + 2 * 3 ^ 2", 19)]
    [InlineData("5m", 300)]
    [InlineData("1h30m + 1", 5401)]
    [InlineData("1 < bool 2 + 3", 1)]
    [InlineData("017", 15)]
    public async Task Operators_bind_as_documented(string query, double value)
    {
        using var engine = new QueryEngine(new QueryEngineOptions(), TimeProvider.System);
        QueryResult result = await engine.InstantAsync(
            new Storage.MemorySource(), query, 0, QueryParameters.None, TestContext.Current.CancellationToken);
        Assert.Equal(value, result.ScalarValue);
    }

    [Fact]
    public void Positions_cover_the_text_of_a_node()
    {
        const string query = "a + rate(b[5m] offset 1m)";
        var binary = (BinaryExpression)QueryEngine.Parse(query).Expression!;
        var call = (Call)binary.Right;
        Assert.Equal("rate(b[5m] offset 1m)", query[call.Position.Start..call.Position.End]);
        Assert.Equal("b[5m] offset 1m", query[call.Arguments[0].Position.Start..call.Arguments[0].Position.End]);
    }
}
