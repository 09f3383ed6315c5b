namespace Tocsin.Model.Time;

/// <summary>
/// Recurring time, as calendars of people have it: within a field any range may hold, all fields must hold, and an empty field always holds.
/// </summary>
public sealed record TimeIntervalSpec
{
    /// <summary>Minutes since midnight, start included and end excluded: 0..1440.</summary>
    public IReadOnlyList<CalendarRange> Times { get; init; } = [];

    /// <summary>Sunday is 0; both ends included.</summary>
    public IReadOnlyList<CalendarRange> Weekdays { get; init; } = [];

    /// <summary>1..31, or -1..-31 counted from the end of the month; both ends included.</summary>
    public IReadOnlyList<CalendarRange> DaysOfMonth { get; init; } = [];

    /// <summary>January is 1; both ends included.</summary>
    public IReadOnlyList<CalendarRange> Months { get; init; } = [];

    /// <summary>Both ends included.</summary>
    public IReadOnlyList<CalendarRange> Years { get; init; } = [];

    public TimeZoneInfo Location { get; init; } = TimeZoneInfo.Utc;
}

/// <summary>From one number to another; whether the end belongs to it is the field's rule.</summary>
public readonly record struct CalendarRange(int Start, int End);
