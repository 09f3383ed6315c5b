using System.Globalization;
using System.Text;
using Tocsin.Engine.Querying;

namespace Tocsin.Engine.Tests.Querying;

public sealed class SampleTextTests
{
    [Theory]
    [InlineData(0, "0", "0", "0e+00")]
    [InlineData(-0.0, "-0", "-0", "-0e+00")]
    [InlineData(1, "1", "1", "1e+00")]
    [InlineData(0.909, "0.909", "0.909", "9.09e-01")]
    [InlineData(-1234.5, "-1234.5", "-1234.5", "-1.2345e+03")]
    [InlineData(0.1, "0.1", "0.1", "1e-01")]
    [InlineData(1e-6, "0.000001", "0.000001", "1e-06")]
    [InlineData(1e-7, "1e-07", "0.0000001", "1e-07")]
    [InlineData(1e20, "100000000000000000000", "100000000000000000000", "1e+20")]
    [InlineData(1e21, "1e+21", "1000000000000000000000", "1e+21")]
    [InlineData(1.5e300, "1.5e+300", null, "1.5e+300")]
    [InlineData(123456789.125, "123456789.125", "123456789.125", "1.23456789125e+08")]
    [InlineData(double.NaN, "NaN", "NaN", "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf", "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf", "-Inf", "-Inf")]
    public void Numbers_are_printed_as_Go_prints_them(double value, string sample, string? plain, string exponent)
    {
        Assert.Equal(sample, Text(value, NumberLayout.Sample));
        if (plain is not null) Assert.Equal(plain, Text(value, NumberLayout.Fixed));
        Assert.Equal(exponent, Text(value, NumberLayout.Exponent));
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(-double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-2.2250738585072014E-308)]
    [InlineData(1.7976931348623155E+307)]
    public void The_longest_numbers_fit_and_come_back(double value)
    {
        foreach (NumberLayout layout in Enum.GetValues<NumberLayout>())
            Assert.Equal(value, double.Parse(Text(value, layout), CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1795356268000, "1795356268")]
    [InlineData(1795356268050, "1795356268.050")]
    [InlineData(-1500, "-1.500")]
    [InlineData(7, "0.007")]
    public void Times_are_seconds_with_three_decimals_or_none(long milliseconds, string text)
    {
        Span<byte> into = stackalloc byte[32];
        Assert.Equal(text, Encoding.UTF8.GetString(into[..SampleText.FormatTime(milliseconds, into)]));
    }

    [Theory]
    [InlineData("1435781430.781", 1435781430781)]
    [InlineData("-1.5", -1500)]
    [InlineData("2015-06-03T13:21:58.555Z", 1433337718555)]
    [InlineData("2015-06-03T14:21:58.555+01:00", 1433337718555)]
    [InlineData("1795356268000", 1795356268000000)]
    [InlineData("-292273086-05-16T16:47:06Z", ApiTime.MinTime)]
    [InlineData("292277025-08-18T07:12:54.999999999Z", ApiTime.MaxTime)]
    public void Times_are_read_as_seconds_or_RFC_3339(string text, long milliseconds)
    {
        Assert.True(ApiTime.TryParse(text, out long time));
        Assert.Equal(milliseconds, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2015-06-03")]
    [InlineData("30s")]
    public void Other_texts_are_no_times(string text) => Assert.False(ApiTime.TryParse(text, out _));

    [Theory]
    [InlineData("30", 30_000L)]
    [InlineData("1.5", 1_500L)]
    [InlineData("1h30m", 5_400_000L)]
    [InlineData("abc", null)]
    [InlineData("1e300", null)]
    public void Durations_are_seconds_or_Prometheus_durations(string text, long? milliseconds) =>
        Assert.Equal(milliseconds, ApiTime.ParseDuration(text, out _));

    private static string Text(double value, NumberLayout layout)
    {
        Span<byte> into = stackalloc byte[SampleText.MaxLength];
        return Encoding.UTF8.GetString(into[..SampleText.Format(value, layout, into)]);
    }
}
