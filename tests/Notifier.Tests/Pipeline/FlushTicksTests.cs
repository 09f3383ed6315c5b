using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Pipeline;

public sealed class FlushTicksTests
{
    private static readonly DateTimeOffset First = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(300, 0, 0)]
    [InlineData(300, 29.9, 0)]
    [InlineData(300, 30, 30)]
    [InlineData(300, 299, 270)]
    [InlineData(300, 300, 300)]
    [InlineData(300, 400, 300)]
    [InlineData(300.2, 290, 270.18)]
    public void Quiet_flushes_are_where_the_timer_ticked(double later, double at, double tick) =>
        Assert.Equal(tick, (FlushTicks.Last(First, First.AddSeconds(later), Every, First.AddSeconds(at))!.Value - First).TotalSeconds, 3);

    [Fact]
    public void A_timer_that_was_cut_says_nothing_beyond_its_first_tick()
    {
        Assert.Null(FlushTicks.Last(First, First.AddSeconds(317), Every, First.AddSeconds(100)));
        Assert.Equal(First, FlushTicks.Last(First, First.AddSeconds(317), Every, First.AddSeconds(20)));
        Assert.Null(FlushTicks.Last(First, First.AddSeconds(300), TimeSpan.Zero, First.AddSeconds(100)));
    }
}
