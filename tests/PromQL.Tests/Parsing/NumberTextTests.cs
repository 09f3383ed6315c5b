using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(-0.0, "-0", "-0")]
    [InlineData(1.5, "1.5", "1.5")]
    [InlineData(100, "100", "100")]
    [InlineData(1e20, "100000000000000000000", "100000000000000000000")]
    [InlineData(1e21, "1e+21", "1000000000000000000000")]
    [InlineData(1.25e21, "1.25e+21", "1250000000000000000000")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(0.00001, "1e-05", "0.00001")]
    [InlineData(-123.456, "-123.456", "-123.456")]
    [InlineData(double.NaN, "NaN", "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf", "-Inf")]
    public void Numbers_are_printed_as_upstream_prints_them(double value, string general, string plain)
    {
        Assert.Equal(general, NumberText.General(value));
        Assert.Equal(plain, NumberText.Fixed(value));
    }
}
