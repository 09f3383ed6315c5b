using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Tests.Go;

public sealed class TimeTests
{
    private static readonly GoTime Sample = GoTime.FromUnixNanos(1772600767, 89_000_000);

    [Theory]
    [InlineData("2006-01-02 15:04:05.000 MST Mon Jan _2 Z07:00", "2026-03-04 05:06:07.089 UTC Wed Mar  4 Z")]
    [InlineData("Monday, 02 January 06 3:04PM -0700 .999999999 002", "Wednesday, 04 March 26 5:06AM +0000 .089 063")]
    [InlineData("__2 pm Janet Mone", " 63 am Janet Mone")]
    [InlineData("05.9 05,000000", "07 07,089000")]
    [InlineData("_2006", "_2026")]
    public void Layouts_write_by_example(string layout, string want) => Assert.Equal(want, TimeLayout.Format(Sample, layout));

    [Theory]
    [InlineData("2006-01-02", "2026-05-06", "2026-05-06 00:00:00 +0000 UTC")]
    [InlineData("2006-01-02 15:04 -0700", "2026-05-06 07:08 +0200", "2026-05-06 07:08:00 +0200 +0200")]
    [InlineData("Jan _2 2006 3:04:05PM", "Feb  3 2024 11:05:06PM", "2024-02-03 23:05:06 +0000 UTC")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2024-02-29T01:02:03.25Z", "2024-02-29 01:02:03.25 +0000 UTC")]
    [InlineData("15:04", "07:08", "0000-01-01 07:08:00 +0000 UTC")]
    public void Layouts_read_by_example(string layout, string text, string want) => Assert.Equal(want, TimeParser.Parse(layout, text).ToString());

    [Theory]
    [InlineData("2006-01-02", "bad", "parsing time \"bad\" as \"2006-01-02\": cannot parse \"bad\" as \"2006\"")]
    [InlineData("2006-01-02", "2023-02-29", "parsing time \"2023-02-29\": day out of range")]
    [InlineData("2006", "2023x", "parsing time \"2023x\": extra text: \"x\"")]
    public void What_cannot_be_read_is_said(string layout, string text, string want) =>
        Assert.Equal(want, Assert.Throws<GoFailure>(() => TimeParser.Parse(layout, text)).Message);

    [Fact]
    public void Named_zones_know_summer_and_its_name()
    {
        GoZone? berlin = GoZone.Find("Europe/Berlin");
        Assert.SkipWhen(berlin is null, "no zone database on this machine");
        Assert.Equal("2026-03-04 06:06:07.089 +0100 CET", (Sample with { Zone = berlin! }).ToString());
        Assert.Equal("2026-07-01 14:00:00 +0200 CEST", GoTime.FromParts(2026, 7, 1, 14 * 3600, 0, berlin!).ToString());
        Assert.Null(GoZone.Find("../../etc/passwd"));
    }

    [Fact]
    public void Calendar_arithmetic_carries_over_and_reaches_far()
    {
        Assert.Equal("2026-04-03 05:06:07.089 +0000 UTC", Sample.AddDate(0, 1, -1).ToString());
        Assert.Equal("2026-03-04 05:00:00 +0000 UTC", Sample.Truncate(3_600_000_000_000, nearest: false).ToString());
        Assert.Equal("0001-01-01 00:00:00 +0000 UTC", GoTime.From(default).ToString());
        Assert.Equal(long.MaxValue, Sample.Subtract(GoTime.Zero));
        Assert.Equal("12026-03-04 05:06:07.089 +0000 UTC", Sample.AddDate(10_000, 0, 0).ToString());
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_500, "1.5\u00B5s")]
    [InlineData(90_500_000_000, "1m30.5s")]
    [InlineData(-3_600_000_000_000, "-1h0m0s")]
    public void Durations_print_as_Go_s_do(long nanos, string want) => Assert.Equal(want, DurationText.Of(nanos));
}
