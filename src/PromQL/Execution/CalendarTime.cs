namespace Tocsin.PromQL.Execution;

/// <summary>A moment (seconds since the epoch) on the UTC calendar, for any year: the runtime's own type ends at 9999.</summary>
internal readonly record struct CalendarTime(long Year, int Month, int Day, int Hour, int Minute, int DayOfWeek, int DayOfYear, int DaysInMonth)
{
    private const int SecondsPerDay = 86_400;
    private const long DaysPerEra = 146_097;

    // Days from 0000-03-01, where this calendar arithmetic starts, to 1970-01-01.
    private const long EpochOffset = 719_468;

    // The clock counts from the first of March of the year -292,277,022,400.
    private const long DaysToYearZero = 730_692_556 * DaysPerEra;
    private const long SecondsToEpoch = (DaysToYearZero + EpochOffset) * SecondsPerDay;

    public static CalendarTime Of(double seconds)
    {
        // Beyond this, and for NaN, upstream's conversion to an integer is the smallest one.
        long whole = seconds is > -9.2e18 and < 9.2e18 ? (long)seconds : long.MinValue;
        // Unsigned and wrapping round, as upstream's clock is, so that even absurd times read the same there.
        ulong absolute = unchecked((ulong)whole + (ulong)SecondsToEpoch);
        ulong absoluteDays = absolute / SecondsPerDay;
        long rest = (long)(absolute % SecondsPerDay);
        long shifted = (long)absoluteDays - DaysToYearZero;
        long era = (shifted >= 0 ? shifted : shifted - DaysPerEra + 1) / DaysPerEra;
        long dayOfEra = shifted - (era * DaysPerEra);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        int fromMarch = (int)(dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100)));
        int monthFromMarch = ((5 * fromMarch) + 2) / 153;
        int day = fromMarch - (((153 * monthFromMarch) + 2) / 5) + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int dayOfYear = month > 2 ? fromMarch + 60 + (leap ? 1 : 0) : fromMarch - 305;
        int length = month == 2 ? (leap ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;
        int dayOfWeek = (int)((absoluteDays + 3) % 7);
        return new CalendarTime(year, month, day, (int)(rest / 3600), (int)(rest % 3600 / 60), dayOfWeek, dayOfYear, length);
    }
}
