namespace Tocsin.Templating.Go.Times;

/// <summary>What a piece of Go's reference time, Mon Jan 2 15:04:05 MST 2006, stands for.</summary>
internal enum LayoutKind
{
    None,
    LongMonth,
    ShortMonth,
    NumberMonth,
    ZeroMonth,
    LongWeekday,
    ShortWeekday,
    Day,
    SpaceDay,
    ZeroDay,
    SpaceYearDay,
    ZeroYearDay,
    Hour24,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    ShortYear,
    UpperHalf,
    LowerHalf,
    Abbreviation,
    Iso8601,
    Iso8601Colon,
    Iso8601Hours,
    Iso8601Seconds,
    Iso8601SecondsColon,
    Offset,
    OffsetColon,
    OffsetHours,
    OffsetSeconds,
    OffsetSecondsColon,
    FractionZeros,
    FractionNines,
}

/// <summary>Finds the pieces of the reference time in a layout, from left to right.</summary>
/// <param name="Text">As it stands in the layout.</param>
internal readonly record struct LayoutElement(LayoutKind Kind, string Text)
{
    // Longest first among those with a common beginning.
    private static readonly LayoutElement[] Literals =
    [
        new(LayoutKind.LongMonth, "January"),
        new(LayoutKind.ShortMonth, "Jan"),
        new(LayoutKind.LongWeekday, "Monday"),
        new(LayoutKind.ShortWeekday, "Mon"),
        new(LayoutKind.Abbreviation, "MST"),
        new(LayoutKind.ZeroYearDay, "002"),
        new(LayoutKind.ZeroMonth, "01"),
        new(LayoutKind.ZeroDay, "02"),
        new(LayoutKind.ZeroHour12, "03"),
        new(LayoutKind.ZeroMinute, "04"),
        new(LayoutKind.ZeroSecond, "05"),
        new(LayoutKind.ShortYear, "06"),
        new(LayoutKind.Hour24, "15"),
        new(LayoutKind.NumberMonth, "1"),
        new(LayoutKind.LongYear, "2006"),
        new(LayoutKind.Day, "2"),
        new(LayoutKind.SpaceYearDay, "__2"),
        new(LayoutKind.SpaceDay, "_2"),
        new(LayoutKind.Hour12, "3"),
        new(LayoutKind.Minute, "4"),
        new(LayoutKind.Second, "5"),
        new(LayoutKind.UpperHalf, "PM"),
        new(LayoutKind.LowerHalf, "pm"),
        new(LayoutKind.OffsetSeconds, "-070000"),
        new(LayoutKind.OffsetSecondsColon, "-07:00:00"),
        new(LayoutKind.Offset, "-0700"),
        new(LayoutKind.OffsetColon, "-07:00"),
        new(LayoutKind.OffsetHours, "-07"),
        new(LayoutKind.Iso8601Seconds, "Z070000"),
        new(LayoutKind.Iso8601SecondsColon, "Z07:00:00"),
        new(LayoutKind.Iso8601, "Z0700"),
        new(LayoutKind.Iso8601Colon, "Z07:00"),
        new(LayoutKind.Iso8601Hours, "Z07"),
    ];

    /// <summary>The first element at or behind <paramref name="from"/> and where it stands; kind None when there is no more.</summary>
    public static LayoutElement Find(string layout, int from, out int at)
    {
        for (at = from; at < layout.Length; at++)
        {
            // _2006 is an underscore and a year, not a day.
            if (layout[at] == '_' && string.CompareOrdinal(layout, at + 1, "2006", 0, 4) == 0)
            {
                at++;
                return new LayoutElement(LayoutKind.LongYear, "2006");
            }
            foreach (LayoutElement candidate in Literals)
            {
                if (string.CompareOrdinal(layout, at, candidate.Text, 0, candidate.Text.Length) != 0) continue;
                // "Jan" and "Mon" must not run on into another word.
                bool isName = candidate.Kind is LayoutKind.ShortMonth or LayoutKind.ShortWeekday;
                int end = at + candidate.Text.Length;
                if (isName && end < layout.Length && char.IsAsciiLetterLower(layout[end])) continue;
                return candidate;
            }
            if (Fraction(layout, at) is { } fraction) return fraction;
        }
        return default;
    }

    private static LayoutElement? Fraction(string layout, int at)
    {
        if (layout[at] is not ('.' or ',') || at + 1 >= layout.Length || layout[at + 1] is not ('0' or '9')) return null;
        int end = at + 1;
        while (end < layout.Length && layout[end] == layout[at + 1]) end++;
        // Only a run of zeros or nines that is not followed by another digit is a fraction.
        if (end < layout.Length && char.IsAsciiDigit(layout[end])) return null;
        return new LayoutElement(layout[at + 1] == '0' ? LayoutKind.FractionZeros : LayoutKind.FractionNines, layout[at..end]);
    }
}
