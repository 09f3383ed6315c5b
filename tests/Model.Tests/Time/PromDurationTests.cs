using CsCheck;
using Tocsin.Model.Time;

namespace Tocsin.Model.Tests.Time;

public sealed class PromDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5ms", 5)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    public void Units_in_their_order_are_read(string text, long milliseconds)
    {
        Assert.True(PromDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 m")]
    [InlineData("1m1h")]
    [InlineData("1m1m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("99999999999y")]
    [InlineData("1M")]
    public void Anything_else_is_refused(string text) => Assert.False(PromDuration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(7 * 86_400_000L, "1w")]
    [InlineData(15 * 86_400_000L, "15d")]
    [InlineData(365 * 86_400_000L, "1y")]
    public void It_is_printed_as_the_field_prints_it(long milliseconds, string text) =>
        Assert.Equal(text, PromDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_is_printed_reads_back_the_same() =>
        Gen.Long[0, 1_000_000_000_000].Sample(milliseconds =>
            PromDuration.TryParse(PromDuration.Format(TimeSpan.FromMilliseconds(milliseconds)), out TimeSpan back) && back.TotalMilliseconds == milliseconds);
}
