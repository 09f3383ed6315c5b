namespace Tocsin.Templating.Go.Times;

/// <summary>The Gregorian calendar, without bounds, as days since 1970-01-01. Years begin in March inside, so that the leap day is the last.</summary>
internal static class Civil
{
    private const long DaysPerEra = 146097;
    private const long YearsPerEra = 400;
    private const long EpochFromMarchYearZero = 719468;

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static (long Year, int Month, int Day) FromDays(long days)
    {
        days += EpochFromMarchYearZero;
        long era = (days >= 0 ? days : days - DaysPerEra + 1) / DaysPerEra;
        long dayOfEra = days - era * DaysPerEra;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        int day = (int)(dayOfYear - (153 * shifted + 2) / 5 + 1);
        int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + era * YearsPerEra + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>Months and days out of range carry over.</summary>
    public static long ToDays(long year, long month, long day)
    {
        year += (month - 1) / 12;
        month = (month - 1) % 12 + 1;
        if (month < 1)
        {
            month += 12;
            year--;
        }
        if (month <= 2) year--;
        long era = (year >= 0 ? year : year - YearsPerEra + 1) / YearsPerEra;
        long yearOfEra = year - era * YearsPerEra;
        long dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - EpochFromMarchYearZero + day - 1;
    }

    public static int DaysIn(long year, int month) => (int)(ToDays(year, month + 1, 1) - ToDays(year, month, 1));

    /// <summary>ISO 8601 week: the one that holds the year's Thursday.</summary>
    public static (long Year, int Week) IsoWeek(long days)
    {
        long weekday = ((days + 3) % 7 + 7) % 7;
        long thursday = days - weekday + 3;
        long year = FromDays(thursday).Year;
        return (year, (int)((thursday - ToDays(year, 1, 1)) / 7) + 1);
    }
}
