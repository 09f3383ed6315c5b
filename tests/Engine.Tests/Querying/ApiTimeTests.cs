using Tocsin.Engine.Querying;

namespace Tocsin.Engine.Tests.Querying;

/// <summary>What a real Prometheus takes for a time or a duration, and what it makes of it.</summary>
public sealed class ApiTimeTests
{
    [Theory]
    [InlineData("1_000", 1_000_000)]
    [InlineData("1_0.5", 10_500)]
    [InlineData("0x1p3", 8_000)]
    [InlineData("0x_1.8p1", 3_000)]
    [InlineData("0X1P-2", 250)]
    [InlineData("1e1_0", 10_000_000_000_000)]
    [InlineData(".5", 500)]
    [InlineData("5.", 5_000)]
    [InlineData("+5", 5_000)]
    [InlineData("-1.0005", -1_000)]
    [InlineData("Inf", -9_223_372_036_854)]
    [InlineData("-infinity", -9_223_372_036_854)]
    [InlineData("nAn", -9_223_372_036_854)]
    [InlineData("1e-400", 0)]
    [InlineData("2020-01-01T00:00:00,5Z", 1_577_836_800_500)]
    [InlineData("2020-01-01T0:00:00Z", 1_577_836_800_000)]
    [InlineData("2020-01-01T00:00:00.123456789123Z", 1_577_836_800_123)]
    [InlineData("2020-01-01T00:00:00+24:60", 1_577_746_800_000)]
    [InlineData("2020-02-29T23:59:59-01:30", 1_583_026_199_000)]
    [InlineData("0000-01-01T00:00:00Z", -62_167_219_200_000)]
    [InlineData("0000-12-31T00:00:00Z", -62_135_683_200_000)]
    public void Times_are_read_as_Go_reads_them(string text, long milliseconds)
    {
        Assert.True(ApiTime.TryParse(text, out long time));
        Assert.Equal(milliseconds, time);
    }

    [Theory]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1_.5")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("0xp1")]
    [InlineData("0x1p 1")]
    [InlineData("+nan")]
    [InlineData("1e400")]
    [InlineData("0x1p99999")]
    [InlineData("1f")]
    [InlineData("٣")]
    [InlineData("2020-01-01t00:00:00Z")]
    [InlineData("2020-01-01T00:00:00z")]
    [InlineData("2020-01-01T00:00:00+0100")]
    [InlineData("2020-01-01T00:00:00+01")]
    [InlineData("2020-01-01T00:00:00.Z")]
    [InlineData("2020-01-01T00:00:60Z")]
    [InlineData("2020-01-01T24:00:00Z")]
    [InlineData("2020-02-30T00:00:00Z")]
    [InlineData("2020-1-01T00:00:00Z")]
    [InlineData("2020-01-01 00:00:00Z")]
    [InlineData("2020-01-01T00:00:00")]
    [InlineData("2020-01-01T00:00:00+25:00")]
    [InlineData("10000-01-01T00:00:00Z")]
    public void What_Go_refuses_is_no_time(string text) => Assert.False(ApiTime.TryParse(text, out _));

    [Theory]
    [InlineData("1_0", 10_000L, "")]
    [InlineData("0x1p3", 8_000L, "")]
    [InlineData("NaN", -9_223_372_036_854, "")]
    [InlineData("292y", 9_208_512_000_000, "")]
    [InlineData("Inf", null, "cannot parse \"Inf\" to a valid duration. It overflows int64")]
    [InlineData("1e10", null, "cannot parse \"1e10\" to a valid duration. It overflows int64")]
    [InlineData("293y", null, "cannot parse \"293y\" to a valid duration")]
    [InlineData(" 5", null, "cannot parse \" 5\" to a valid duration")]
    [InlineData("1e400", null, "cannot parse \"1e400\" to a valid duration")]
    public void Durations_are_read_as_Go_reads_them(string text, long? milliseconds, string error)
    {
        Assert.Equal(milliseconds, ApiTime.ParseDuration(text, out string problem));
        if (milliseconds is null) Assert.Equal(error, problem);
    }
}
