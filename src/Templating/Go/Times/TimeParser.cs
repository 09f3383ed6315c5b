using System.Globalization;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Times;

/// <summary>Reads a time by the same layouts that write it; what the layout leaves out is Go's zero (year 0, January 1st, midnight UTC).</summary>
internal sealed class TimeParser
{
    private const int MaxOffsetMinutes = 14 * 60;

    private readonly string _layout;
    private readonly string _text;
    private int _at;
    private long _year;
    private int _month;
    private int _day;
    private int _yearDay;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanos;
    private bool? _afternoon;
    private int? _offset;

    private TimeParser(string layout, string text)
    {
        _layout = layout;
        _text = text;
    }

    /// <exception cref="GoFailure">Reads as Go's time.ParseError does.</exception>
    public static GoTime Parse(string layout, string text) => new TimeParser(layout, text).Run();

    private GoTime Run()
    {
        for (int from = 0; ;)
        {
            LayoutElement element = LayoutElement.Find(_layout, from, out int at);
            string literal = _layout[from..at];
            if (string.CompareOrdinal(_text, _at, literal, 0, literal.Length) != 0) throw Mismatch(literal);
            _at += literal.Length;
            if (element.Kind == LayoutKind.None) break;
            if (!Read(element)) throw Mismatch(element.Text);
            // Seconds may carry a fraction that the layout does not ask for.
            if (element.Kind is LayoutKind.Second or LayoutKind.ZeroSecond && _at + 1 < _text.Length && _text[_at] is '.' or ','
                && char.IsAsciiDigit(_text[_at + 1])
                && LayoutElement.Find(_layout, at + element.Text.Length, out _).Kind is not (LayoutKind.FractionZeros or LayoutKind.FractionNines))
                Fraction(0);
            from = at + element.Text.Length;
        }
        if (_at < _text.Length) throw Fail($": extra text: {GoQuote.Quote(_text[_at..])}");
        return Result();
    }

    private GoTime Result()
    {
        if (_afternoon is { } afternoon) _hour = _hour % 12 + (afternoon ? 12 : 0);
        if (_yearDay > 0 && _month == 0) (_, _month, _day) = Civil.FromDays(Civil.ToDays(_year, 1, _yearDay));
        int month = Math.Max(_month, 1), day = Math.Max(_day, 1);
        if (day > Civil.DaysIn(_year, month)) throw Fail(": day out of range");
        return GoTime.FromParts(_year, month, day, _hour * 3600 + _minute * 60 + _second, _nanos, GoZone.Fixed(_offset ?? 0));
    }

    private bool Read(LayoutElement element)
    {
        switch (element.Kind)
        {
            case LayoutKind.LongMonth: return Name(Civil.Months, full: true, out _month) && _month++ >= 0;
            case LayoutKind.ShortMonth: return Name(Civil.Months, full: false, out _month) && _month++ >= 0;
            case LayoutKind.LongWeekday: return Name(Civil.Weekdays, full: true, out _);
            case LayoutKind.ShortWeekday: return Name(Civil.Weekdays, full: false, out _);
            case LayoutKind.LongYear: return Digits(4, 4, 0, 9999, "year", out int year) && (_year = year) >= 0;
            case LayoutKind.ShortYear:
                if (!Digits(2, 2, 0, 99, "year", out int shortYear)) return false;
                _year = shortYear + (shortYear >= 69 ? 1900 : 2000);
                return true;
            case LayoutKind.NumberMonth: return Digits(1, 2, 1, 12, "month", out _month);
            case LayoutKind.ZeroMonth: return Digits(2, 2, 1, 12, "month", out _month);
            case LayoutKind.Day or LayoutKind.SpaceDay or LayoutKind.ZeroDay:
                if (element.Kind == LayoutKind.SpaceDay && _at < _text.Length && _text[_at] == ' ') _at++;
                return Digits(element.Kind == LayoutKind.ZeroDay ? 2 : 1, 2, 1, 31, "day", out _day);
            case LayoutKind.SpaceYearDay or LayoutKind.ZeroYearDay:
                while (element.Kind == LayoutKind.SpaceYearDay && _at < _text.Length && _text[_at] == ' ') _at++;
                return Digits(1, 3, 1, 366, "day-of-year", out _yearDay);
            case LayoutKind.Hour24: return Digits(1, 2, 0, 23, "hour", out _hour);
            case LayoutKind.Hour12: return Digits(1, 2, 0, 12, "hour", out _hour);
            case LayoutKind.ZeroHour12: return Digits(2, 2, 0, 12, "hour", out _hour);
            case LayoutKind.Minute: return Digits(1, 2, 0, 59, "minute", out _minute);
            case LayoutKind.ZeroMinute: return Digits(2, 2, 0, 59, "minute", out _minute);
            case LayoutKind.Second: return Digits(1, 2, 0, 59, "second", out _second);
            case LayoutKind.ZeroSecond: return Digits(2, 2, 0, 59, "second", out _second);
            case LayoutKind.UpperHalf or LayoutKind.LowerHalf: return Half(element.Kind == LayoutKind.UpperHalf);
            case LayoutKind.FractionZeros: return Fraction(element.Text.Length - 1);
            case LayoutKind.FractionNines: return _at >= _text.Length || _text[_at] is not ('.' or ',') || Fraction(0);
            case LayoutKind.Abbreviation: return Abbreviation();
            default: return Offset(element);
        }
    }

    private bool Digits(int least, int most, int low, int high, string what, out int value)
    {
        int end = _at;
        while (end < _text.Length && end - _at < most && char.IsAsciiDigit(_text[end])) end++;
        value = 0;
        if (end - _at < least) return false;
        value = int.Parse(_text.AsSpan(_at, end - _at), CultureInfo.InvariantCulture);
        if (value < low || value > high) throw Fail($": {what} out of range");
        _at = end;
        return true;
    }

    private bool Name(string[] names, bool full, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            string name = full ? names[index] : names[index][..3];
            if (string.Compare(_text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            _at += name.Length;
            return true;
        }
        return false;
    }

    private bool Half(bool upper)
    {
        string two = _at + 2 <= _text.Length ? _text.Substring(_at, 2) : "";
        if (two != (upper ? "PM" : "pm") && two != (upper ? "AM" : "am")) return false;
        _afternoon = two[0] is 'P' or 'p';
        _at += 2;
        return true;
    }

    /// <param name="digits">0: as many as there are.</param>
    private bool Fraction(int digits)
    {
        if (_at >= _text.Length || _text[_at] is not ('.' or ',')) return false;
        int end = _at + 1;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]) && (digits == 0 || end - _at <= digits)) end++;
        int count = end - _at - 1;
        if (count == 0 || (digits > 0 && count != digits)) return false;
        _nanos = int.Parse(_text.Substring(_at + 1, Math.Min(count, 9)).PadRight(9, '0'), CultureInfo.InvariantCulture);
        _at = end;
        return true;
    }

    private bool Abbreviation()
    {
        int end = _at;
        while (end < _text.Length && char.IsAsciiLetterUpper(_text[end]) && end - _at < 5) end++;
        if (end - _at < 3) return false;
        // Only UTC says where it is; other abbreviations are ambiguous and count as offset 0.
        _offset ??= 0;
        _at = end;
        return true;
    }

    private bool Offset(LayoutElement element)
    {
        if (element.Text[0] == 'Z' && _at < _text.Length && _text[_at] == 'Z')
        {
            _at++;
            _offset = 0;
            return true;
        }
        string pattern = element.Text[1..];
        if (_at + 1 + pattern.Length > _text.Length || _text[_at] is not ('+' or '-')) return false;
        string zone = _text.Substring(_at + 1, pattern.Length);
        string digits = "";
        for (int i = 0; i < zone.Length; i++)
        {
            if ((pattern[i] == ':') != (zone[i] == ':') || (zone[i] != ':' && !char.IsAsciiDigit(zone[i]))) return false;
            if (zone[i] != ':') digits += zone[i];
        }
        digits = digits.PadRight(6, '0');
        int hours = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture), minutes = int.Parse(digits.AsSpan(2, 2), CultureInfo.InvariantCulture);
        if (hours * 60 + minutes > MaxOffsetMinutes || minutes > 59) throw Fail(": time zone offset hour out of range");
        _offset = (hours * 3600 + minutes * 60) * (_text[_at] == '-' ? -1 : 1);
        _at += 1 + pattern.Length;
        return true;
    }

    private GoFailure Mismatch(string element) =>
        Fail($" as {GoQuote.Quote(_layout)}: cannot parse {GoQuote.Quote(_text[Math.Min(_at, _text.Length)..])} as {GoQuote.Quote(element)}");

    private GoFailure Fail(string message) => new($"parsing time {GoQuote.Quote(_text)}{message}");
}
