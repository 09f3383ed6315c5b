using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Time;

namespace Tocsin.Notifier.Muting;

/// <summary>A named set of recurring intervals. Immutable, pure.</summary>
internal sealed class TimeIntervalSet(NamedTimeInterval config)
{
    public string Name => config.Name;

    public bool Contains(DateTimeOffset now)
    {
        foreach (TimeIntervalSpec spec in config.Intervals)
            if (Contains(spec, now))
                return true;
        return false;
    }

    private static bool Contains(TimeIntervalSpec spec, DateTimeOffset now)
    {
        DateTime local = TimeZoneInfo.ConvertTime(now, spec.Location).DateTime;
        return InAny(spec.Years, local.Year)
            && InAny(spec.Months, local.Month)
            && InAny(spec.Weekdays, (int)local.DayOfWeek)
            && InDays(spec.DaysOfMonth, local)
            && InTimes(spec.Times, local.Hour * 60 + local.Minute);
    }

    private static bool InAny(IReadOnlyList<CalendarRange> ranges, int value)
    {
        if (ranges.Count == 0) return true;
        foreach (CalendarRange range in ranges)
            if (range.Start <= value && value <= range.End)
                return true;
        return false;
    }

    private static bool InTimes(IReadOnlyList<CalendarRange> ranges, int minute)
    {
        if (ranges.Count == 0) return true;
        foreach (CalendarRange range in ranges)
            if (range.Start <= minute && minute < range.End)
                return true;
        return false;
    }

    private static bool InDays(IReadOnlyList<CalendarRange> ranges, DateTime local)
    {
        if (ranges.Count == 0) return true;
        int length = DateTime.DaysInMonth(local.Year, local.Month);
        foreach (CalendarRange range in ranges)
        {
            // A range that begins after the month is over is not squeezed into its last day.
            if (range.Start > length) continue;
            if (Math.Max(FromStart(range.Start, length), 1) <= local.Day && local.Day <= Math.Min(FromStart(range.End, length), length)) return true;
        }
        return false;
    }

    private static int FromStart(int day, int length) => day < 0 ? length + day + 1 : day;
}
