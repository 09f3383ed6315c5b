using CsCheck;
using Tocsin.Ingest.Scraping;

namespace Tocsin.Ingest.Tests.Scraping;

public sealed class ScrapeScheduleTests
{
    [Fact]
    public void The_first_tick_is_within_one_interval_and_on_the_phase() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1, 3_600_000], Gen.ULong).Sample((now, interval, hash) =>
        {
            long first = ScrapeSchedule.First(now, interval, hash, 0);
            Assert.InRange(first, now, now + interval - 1);
            Assert.Equal(first % interval, ScrapeSchedule.First(now + 12345, interval, hash, 0) % interval);
        });

    [Fact]
    public void Ticks_that_were_slept_through_are_left_out()
    {
        Assert.Equal(2000, ScrapeSchedule.Next(1000, 1500, 1000));
        Assert.Equal(5000, ScrapeSchedule.Next(1000, 4999, 1000));
        Assert.Equal(6000, ScrapeSchedule.Next(1000, 5000, 1000));
    }

    [Fact]
    public void A_timestamp_snaps_to_its_tick_when_the_clock_is_near()
    {
        Assert.Equal(1000, ScrapeSchedule.Timestamp(1000, 1002, 15_000));
        Assert.Equal(1003, ScrapeSchedule.Timestamp(1000, 1003, 15_000));
        Assert.Equal(1002, ScrapeSchedule.Timestamp(1000, 1002, 100));
    }
}
