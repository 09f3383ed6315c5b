using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>Spellings that a real Prometheus has.</summary>
public sealed class PrinterTests
{
    private static readonly HashSet<string> Features = [QueryFeatures.ExtendedRangeSelectors];

    [Theory]
    [InlineData("1e21", "1000000000000000000000")]
    [InlineData("-1.5e-7", "-0.00000015")]
    [InlineData("0x1F * 1e-10", "31 * 0.0000000001")]
    [InlineData("1239ms", "1s238ms")]
    [InlineData("m offset -0s", "m")]
    [InlineData("m offset 1e-4", "m offset 0s")]
    [InlineData("m offset -1e-4", "m offset -0s")]
    [InlineData("m offset 4e-10", "m")]
    [InlineData("rate(m[1.9996])", "rate(m[1s999ms])")]
    [InlineData("m[5m:1e-300]", "m[5m:]")]
    [InlineData("m[300 * 2]", "m[300 * 2]")]
    [InlineData("m[1e3]", "m[16m40s]")]
    [InlineData("m @ 9007199254740993", "m @ 9007199254740992.000")]
    public void Numbers_and_durations_are_written_without_exponents(string query, string printed) =>
        Assert.Equal(printed, QueryEngine.Parse(query).Expression!.ToString());

    [Theory]
    [InlineData("m{b=\"1\", a!=\"2\", a=\"3\"}", "m{a!=\"2\",a=\"3\",b=\"1\"}")]
    [InlineData("{z=~\"x\", __name__=~\"y\", \"c.d\"=\"e\"}", "{\"c.d\"=\"e\",__name__=~\"y\",z=~\"x\"}")]
    public void Matchers_come_in_order(string query, string printed) => Assert.Equal(printed, QueryEngine.Parse(query).Expression!.ToString());

    [Theory]
    [InlineData("m offset 1m smoothed @ 5", "m @ 5.000 smoothed offset 1m")]
    [InlineData("rate(m[5m] offset 1m @ 5 anchored)", "rate(m[5m] anchored @ 5.000 offset 1m)")]
    public void Modifiers_come_in_order(string query, string printed) => Assert.Equal(printed, QueryEngine.Parse(query, Features).Expression!.ToString());

    [Theory]
    [InlineData("m % ignoring () 1", "m % 1")]
    [InlineData("1 < on () m", "1 < m")]
    public void Beside_a_scalar_empty_matching_says_nothing(string query, string printed) =>
        Assert.Equal(printed, PrettyPrinter.Print(QueryEngine.Parse(query).Expression!));

    [Theory]
    [InlineData("0xffffffffffffffff", "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"0xffffffffffffffff\": invalid syntax")]
    [InlineData("m offset -1e21", "1:10: parse error: duration out of range")]
    [InlineData("m @ 1e19", "1:1: parse error: timestamp out of bounds for @ modifier: 10000000000000000000.000000")]
    public void Numbers_that_are_too_large_are_refused(string query, string error) => Assert.Equal(error, QueryEngine.Parse(query).Error!.ToString());

    [Fact]
    public void Milliseconds_are_the_same_number_as_upstreams() =>
        Assert.Equal(1.2389999999999999, Assert.IsType<NumberLiteral>(QueryEngine.Parse("1239ms").Expression).Value);
}
