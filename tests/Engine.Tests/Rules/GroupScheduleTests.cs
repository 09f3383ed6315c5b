using Tocsin.Engine.Rules;

namespace Tocsin.Engine.Tests.Rules;

public sealed class GroupScheduleTests
{
    private static readonly GroupKey Key = new("rules.yml", "g");

    [Theory]
    [InlineData(1_000_000_000_000)]
    [InlineData(1_000_000_007_123)]
    [InlineData(17)]
    [InlineData(-5)]
    public void A_slot_is_the_newest_multiple_of_the_interval_plus_a_fixed_offset(long now)
    {
        var schedule = new GroupSchedule(Key, TimeSpan.FromSeconds(15));
        long slot = schedule.SlotAt(now);
        Assert.InRange(now - slot, 0, 14_999);
        Assert.Equal(schedule.SlotAt(0), slot - (slot - schedule.SlotAt(0)) / 15_000 * 15_000);
        Assert.Equal(slot, schedule.SlotAt(slot));
        Assert.Equal(slot + 15_000, schedule.NextAfter(now));
    }

    [Fact]
    public void Groups_spread_over_the_interval()
    {
        var offsets = Enumerable.Range(0, 50).Select(i => new GroupSchedule(new("f", $"g{i}"), TimeSpan.FromMinutes(1)).SlotAt(1_000_000_000_000) % 60_000);
        Assert.True(offsets.Distinct().Count() > 40);
    }

    [Fact]
    public void Slots_that_were_slept_over_are_counted()
    {
        var schedule = new GroupSchedule(Key, TimeSpan.FromSeconds(15));
        long due = schedule.NextAfter(1_000_000_000_000);
        Assert.Equal(0, schedule.Missed(due, due));
        Assert.Equal(3, schedule.Missed(due, due + 45_000));
    }
}
