using System.Globalization;
using System.Text;
using CsCheck;
using Tocsin.Ingest.Exposition;

namespace Tocsin.Ingest.Tests.Exposition;

public sealed class FloatTextTests
{
    [Fact]
    public void Every_double_is_read_back_exactly() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        Assert.Null(FloatText.Parse(Encoding.ASCII.GetBytes(number.ToString("R", CultureInfo.InvariantCulture)), out double read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read));
    });

    [Fact]
    public void Short_decimals_are_read_as_the_platform_reads_them() => Gen.Select(Gen.ULong[0, 1UL << 53], Gen.Int[-25, 25]).Sample((digits, exponent) =>
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}");
        Assert.Null(FloatText.Parse(Encoding.ASCII.GetBytes(text), out double read));
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), read);
    });

    [Theory]
    [InlineData("+Inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("iNfInItY", double.PositiveInfinity)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("+1", 1)]
    [InlineData("1E+3", 1000)]
    [InlineData("-0", -0.0)]
    public void Forms_that_Go_reads_are_read(string text, double expected)
    {
        Assert.Null(FloatText.Parse(Encoding.ASCII.GetBytes(text), out double read));
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e400")]
    [InlineData("0x10")]
    [InlineData("0x1p4")]
    [InlineData("1_000")]
    [InlineData("-NaN")]
    [InlineData("1,5")]
    [InlineData("--1")]
    [InlineData("1 ")]
    public void Forms_that_Go_refuses_are_refused(string text) => Assert.NotNull(FloatText.Parse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Any_NaN_becomes_the_one_normal_NaN()
    {
        FloatText.Parse("nan"u8, out double read);
        Assert.Equal(0x7ff8000000000001, BitConverter.DoubleToInt64Bits(read));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("0.50", "0.5")]
    [InlineData("Inf", "+Inf")]
    [InlineData("0", "0.0")]
    [InlineData("1000000", "1e+06")]
    [InlineData("123456", "123456.0")]
    [InlineData("1234567.5", "1.2345675e+06")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1e30", "1e+30")]
    [InlineData("-2.5", "-2.5")]
    [InlineData("abc", "abc")]
    public void Bounds_have_one_form(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(BoundText.Normalize(Encoding.UTF8.GetBytes(text))));
}
