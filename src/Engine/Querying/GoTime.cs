using System.Globalization;

namespace Tocsin.Engine.Querying;

/// <summary>RFC 3339 as Go reads it: capital T and Z, a comma or point before any number of decimals, one digit for an hour, offsets up to 24:60.</summary>
internal static class GoTime
{
    private const long SecondsPerDay = 86_400;

    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryDigits(ref text, 4, out int year) || !Take(ref text, '-') || !TryDigits(ref text, 2, out int month) || !Take(ref text, '-')) return false;
        if (!TryDigits(ref text, 2, out int day) || !Take(ref text, 'T')) return false;
        bool shortHour = text is [_, ':', ..];
        if (!TryDigits(ref text, shortHour ? 1 : 2, out int hour) || !Take(ref text, ':') || !TryDigits(ref text, 2, out int minute) || !Take(ref text, ':')) return false;
        if (!TryDigits(ref text, 2, out int second) || !TryOffset(text[Decimals(text, out int thousandths)..], out int offset)) return false;
        // The calendar repeats after 400 years; year 0 is not in .NET's.
        int known = year == 0 ? 400 : year;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(known, month) || hour > 23 || minute > 59 || second > 59) return false;
        long days = new DateOnly(known, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber - (year == 0 ? 146_097 : 0);
        milliseconds = (((days * SecondsPerDay) + (hour * 3600) + (minute * 60) + second - offset) * 1000) + thousandths;
        return true;
    }

    /// <returns>How long they are, with their point.</returns>
    private static int Decimals(ReadOnlySpan<char> text, out int thousandths)
    {
        thousandths = 0;
        if (text is not ['.' or ',', >= '0' and <= '9', ..]) return 0;
        int end = text[1..].IndexOfAnyExceptInRange('0', '9');
        int length = end < 0 ? text.Length : end + 1;
        for (int i = 1; i <= 3; i++) thousandths = (thousandths * 10) + (i < length ? text[i] - '0' : 0);
        return length;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z") return true;
        if (text is not ['+' or '-', _, _, ':', _, _]) return false;
        int sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        if (!TryDigits(ref text, 2, out int hours) || !Take(ref text, ':') || !TryDigits(ref text, 2, out int minutes)) return false;
        seconds = sign * ((hours * 3600) + (minutes * 60));
        return hours <= 24 && minutes <= 60;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char wanted)
    {
        if (text.IsEmpty || text[0] != wanted) return false;
        text = text[1..];
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count || text[..count].ContainsAnyExceptInRange('0', '9') || !int.TryParse(text[..count], NumberStyles.None, CultureInfo.InvariantCulture, out value)) return false;
        text = text[count..];
        return true;
    }
}
