using System.Globalization;
using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Time;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The lists <c>time_intervals</c> and, deprecated, <c>mute_time_intervals</c>: one space of names.</summary>
internal static class TimeIntervalReader
{
    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    public static IReadOnlyList<NamedTimeInterval> ReadAll(IReadOnlyList<YamlValue> current, IReadOnlyList<YamlValue> deprecated)
    {
        var intervals = new List<NamedTimeInterval>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((YamlValue value, bool old) in current.Select(value => (value, false)).Concat(deprecated.Select(value => (value, true))))
        {
            if (value.AsMap() is not { } map) continue;
            string name = map.String("name");
            if (name.Length == 0) map.Error("missing name in time interval");
            else if (!names.Add(name)) map.Error($"time interval \"{name}\" is not unique");
            IReadOnlyList<TimeIntervalSpec> specs = [.. map.List("time_intervals").Select(spec => spec.AsMap()).OfType<YamlMap>().Select(ReadSpec)];
            map.RejectUnknown();
            intervals.Add(new(name, specs, old));
        }
        return intervals;
    }

    private static TimeIntervalSpec ReadSpec(YamlMap map)
    {
        var spec = new TimeIntervalSpec
        {
            Times = [.. map.List("times").Select(ReadTime).OfType<CalendarRange>()],
            Weekdays = ReadRanges(map, "weekdays", text => Named(Weekdays, text, 0)),
            DaysOfMonth = ReadRanges(map, "days_of_month", Day),
            Months = ReadRanges(map, "months", text => Named(Months, text, 1) ?? Number(text)),
            Years = ReadRanges(map, "years", Number),
            Location = ReadLocation(map),
        };
        map.RejectUnknown();
        return spec;
    }

    private static CalendarRange? ReadTime(YamlValue value)
    {
        if (value.AsMap() is not { } map) return null;
        string start = map.String("start_time"), end = map.String("end_time");
        map.RejectUnknown();
        if (start.Length == 0 || end.Length == 0) map.Error("both start and end times must be provided");
        else if (Minute(start) is not { } from) map.Error($"couldn't parse timestamp {start}, invalid format", "write it as 08:30");
        else if (Minute(end) is not { } to) map.Error($"couldn't parse timestamp {end}, invalid format", "write it as 17:00; the end of a day is 24:00");
        else if (from >= to) map.Error("start time cannot be equal or greater than end time", "split what spans midnight into two");
        else return new CalendarRange(from, to);
        return null;
    }

    private static int? Minute(string text)
    {
        if (text == "24:00") return 24 * 60;
        if (text.Length != 5 || text[2] != ':' || !char.IsAsciiDigit(text[0])) return null;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) ? time.Hour * 60 + time.Minute : null;
    }

    private static List<CalendarRange> ReadRanges(YamlMap map, string key, Func<string, int?> read)
    {
        var ranges = new List<CalendarRange>();
        foreach (YamlValue value in map.List(key))
        {
            string text = value.AsString();
            string[] ends = text.Split(':');
            if (ends.Length > 2) value.Error($"couldn't parse range {text}, invalid format");
            else if (read(ends[0]) is not { } start) value.Error(Unknown(key, ends[0]));
            else if (read(ends[^1]) is not { } end) value.Error(Unknown(key, ends[^1]));
            else if (Disorder(key, start, end, ends) is { } why) value.Error(why);
            else ranges.Add(new(start, end));
        }
        return ranges;
    }

    private static string Unknown(string key, string text) => key switch
    {
        "weekdays" => $"{text} is not a valid weekday",
        "months" => $"{text} is not a valid month",
        "days_of_month" when Number(text) is not null => $"{text} is not a valid day of the month: out of range",
        _ => $"{text} is not a number",
    };

    // Days count from either end of the month; what is reversed even in the shortest month is reversed always.
    private static string? Disorder(string key, int start, int end, string[] ends)
    {
        if (key != "days_of_month" && start <= end) return null;
        if (key == "weekdays") return "start day cannot be before end day";
        if (key != "days_of_month") return $"end {key[..^1]} {ends[^1]} is before start {key[..^1]} {ends[0]}";
        if (start < 0 && end > 0) return "end day must be negative if start day is negative";
        int from = start < 0 ? 28 + start : start, to = end < 0 ? 28 + end : end;
        return from > to ? $"end day {end} is always before start day {start}" : null;
    }

    private static int? Named(string[] names, string text, int first)
    {
        int at = Array.IndexOf(names, text.ToLowerInvariant());
        return at < 0 ? null : at + first;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static int? Day(string text) => Number(text) is { } day and not 0 and >= -31 and <= 31 ? day : null;

    private static TimeZoneInfo ReadLocation(YamlMap map)
    {
        string name = map.String("location");
        if (name is "" or "UTC") return TimeZoneInfo.Utc;
        if (name == "Local") return TimeZoneInfo.Local;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)) return zone;
        map.Take("location")!.Error($"unknown time zone {name}", "an IANA name such as Europe/Berlin, UTC or Local");
        return TimeZoneInfo.Utc;
    }
}
