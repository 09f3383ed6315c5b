using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class NewSyntaxTests
{
    private static readonly HashSet<string> All =
        [QueryFeatures.ExperimentalFunctions, QueryFeatures.ExtendedRangeSelectors, QueryFeatures.FillModifiers];

    [Theory]
    [InlineData("a + fill (0) b")]
    [InlineData("a + on (x) group_left (y) fill_left (-1) fill_right (2) b")]
    [InlineData("rate(a[5m] anchored)")]
    [InlineData("a smoothed offset 1m")]
    [InlineData("h </ 5")]
    [InlineData("h >/ on (x) y")]
    [InlineData("fill + fill_left")]
    [InlineData("info(a, {data=~\".*\"})")]
    public void What_is_printed_reads_the_same(string query)
    {
        Expression expression = QueryEngine.Parse(query, All).Expression!;
        Assert.Equal(query, expression.ToString());
    }

    [Theory]
    [InlineData("a + fill(0) b", "1:5: parse error: binop fill modifiers are experimental and not enabled")]
    [InlineData("rate(a[5m] smoothed)", "1:12: parse error: smoothed modifier is experimental and not enabled")]
    public void What_is_experimental_must_be_enabled(string query, string error) => Assert.Equal(error, QueryEngine.Parse(query).Error!.ToString());

    [Theory]
    [InlineData("a and fill(0) b")]
    [InlineData("1 + fill(0) b")]
    [InlineData("sum(a) smoothed")]
    [InlineData("a[5m] anchored smoothed")]
    [InlineData("info(a, b)")]
    [InlineData("info(a, 1)")]
    public void What_makes_no_sense_is_refused(string query) => Assert.NotNull(QueryEngine.Parse(query, All).Error);

    [Fact]
    public void A_long_query_is_cut_at_its_operators_and_arguments()
    {
        const string query = "sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) / on (job) group_left () sum by (job) (rate(http_requests_total[5m])) > 0.1";
        Assert.Equal(
            """
                sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))
              / on (job) group_left ()
                sum by (job) (rate(http_requests_total[5m]))
            >
              0.1
            """.ReplaceLineEndings("\n"),
            PrettyPrinter.Print(QueryEngine.Parse(query).Expression!));
    }
}
