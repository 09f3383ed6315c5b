using System.Globalization;
using System.Text;

namespace Tocsin.Templating.Go.Times;

/// <summary>Writes times by example: a layout is how Mon Jan 2 15:04:05 -0700 MST 2006 would look.</summary>
internal static class TimeLayout
{
    public const string Rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";

    public static string Format(GoTime time, string layout)
    {
        var result = new StringBuilder(layout.Length + 16);
        for (int from = 0; ;)
        {
            LayoutElement element = LayoutElement.Find(layout, from, out int at);
            result.Append(layout, from, at - from);
            if (element.Kind == LayoutKind.None) return result.ToString();
            Append(result, time, element);
            from = at + element.Text.Length;
        }
    }

    private static void Append(StringBuilder result, GoTime time, LayoutElement element)
    {
        (long year, int month, int day) = time.Date;
        int hour12 = (time.Hour + 11) % 12 + 1;
        switch (element.Kind)
        {
            case LayoutKind.LongMonth: result.Append(Civil.Months[month - 1]); break;
            case LayoutKind.ShortMonth: result.Append(Civil.Months[month - 1].AsSpan(0, 3)); break;
            case LayoutKind.NumberMonth: result.Append(month); break;
            case LayoutKind.ZeroMonth: Pad(result, month, 2); break;
            case LayoutKind.LongWeekday: result.Append(Civil.Weekdays[time.Weekday]); break;
            case LayoutKind.ShortWeekday: result.Append(Civil.Weekdays[time.Weekday].AsSpan(0, 3)); break;
            case LayoutKind.Day: result.Append(day); break;
            case LayoutKind.SpaceDay: Pad(result, day, 2, ' '); break;
            case LayoutKind.ZeroDay: Pad(result, day, 2); break;
            case LayoutKind.SpaceYearDay: Pad(result, time.YearDay, 3, ' '); break;
            case LayoutKind.ZeroYearDay: Pad(result, time.YearDay, 3); break;
            case LayoutKind.Hour24: Pad(result, time.Hour, 2); break;
            case LayoutKind.Hour12: result.Append(hour12); break;
            case LayoutKind.ZeroHour12: Pad(result, hour12, 2); break;
            case LayoutKind.Minute: result.Append(time.Minute); break;
            case LayoutKind.ZeroMinute: Pad(result, time.Minute, 2); break;
            case LayoutKind.Second: result.Append(time.Second); break;
            case LayoutKind.ZeroSecond: Pad(result, time.Second, 2); break;
            case LayoutKind.LongYear: Pad(result, year, 4); break;
            case LayoutKind.ShortYear: Pad(result, Math.Abs(year % 100), 2); break;
            case LayoutKind.UpperHalf: result.Append(time.Hour >= 12 ? "PM" : "AM"); break;
            case LayoutKind.LowerHalf: result.Append(time.Hour >= 12 ? "pm" : "am"); break;
            case LayoutKind.FractionZeros or LayoutKind.FractionNines: Fraction(result, time.Nanos, element); break;
            default: Zone(result, time, element.Kind); break;
        }
    }

    private static void Fraction(StringBuilder result, int nanos, LayoutElement element)
    {
        int digits = Math.Min(element.Text.Length - 1, 9);
        string text = nanos.ToString("D9", CultureInfo.InvariantCulture)[..digits];
        if (element.Kind == LayoutKind.FractionNines)
        {
            text = text.TrimEnd('0');
            if (text.Length == 0) return;
        }
        result.Append(element.Text[0]).Append(text).Append('0', element.Kind == LayoutKind.FractionZeros ? element.Text.Length - 1 - digits : 0);
    }

    private static void Zone(StringBuilder result, GoTime time, LayoutKind kind)
    {
        (int offset, string abbreviation) = time.Zone.At(time.Seconds);
        if (kind == LayoutKind.Abbreviation && abbreviation.Length > 0)
        {
            result.Append(abbreviation);
            return;
        }
        bool zulu = kind is LayoutKind.Iso8601 or LayoutKind.Iso8601Colon or LayoutKind.Iso8601Hours or LayoutKind.Iso8601Seconds
            or LayoutKind.Iso8601SecondsColon;
        if (zulu && offset == 0)
        {
            result.Append('Z');
            return;
        }
        bool colon = kind is LayoutKind.Iso8601Colon or LayoutKind.Iso8601SecondsColon or LayoutKind.OffsetColon or LayoutKind.OffsetSecondsColon;
        int size = Math.Abs(offset);
        result.Append(offset < 0 ? '-' : '+');
        Pad(result, size / 3600, 2);
        if (colon) result.Append(':');
        // A nameless zone shows its hours, and its minutes only when it has some.
        bool minutes = kind is not (LayoutKind.Iso8601Hours or LayoutKind.OffsetHours);
        if (minutes) Pad(result, size / 60 % 60, 2);
        if (kind is not (LayoutKind.Iso8601Seconds or LayoutKind.Iso8601SecondsColon or LayoutKind.OffsetSeconds or LayoutKind.OffsetSecondsColon))
            return;
        if (colon) result.Append(':');
        Pad(result, size % 60, 2);
    }

    private static void Pad(StringBuilder result, long value, int width, char with = '0')
    {
        if (value < 0) result.Append('-');
        result.Append(Math.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(width, with));
    }
}
