using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Times;

/// <summary>time.Time, time.Duration, time.Month and time.Weekday with the methods that templates can use.</summary>
internal static class TimeTypes
{
    private const double NanosPerSecond = 1e9;
    private const long SomeAddress = 0xc00000000000;
    private static readonly GoType ZonePointer = new("*time.Location", GoKind.Pointer);
    private static readonly GoType RulePointer = new("*time.zone", GoKind.Pointer);

    public static readonly GoType Duration = new("time.Duration", GoKind.Int);
    public static readonly GoType Month = new("time.Month", GoKind.Int);
    public static readonly GoType Weekday = new("time.Weekday", GoKind.Int);
    public static readonly GoType Location = new("*time.Location", GoKind.Struct);
    public static readonly GoType Time = new("time.Time", GoKind.Struct);

    static TimeTypes()
    {
        Duration.With(methods: DurationMethods(), text: d => DurationText.Of((long)d));
        Month.With(text: m => Named(Civil.Months, (long)m - 1, "Month"), methods: [Text("String", m => Named(Civil.Months, (long)m - 1, "Month"))]);
        Weekday.With(text: d => Named(Civil.Weekdays, (long)d, "Weekday"), methods: [Text("String", d => Named(Civil.Weekdays, (long)d, "Weekday"))]);
        Location.With(text: z => ((GoZone)z).Name, parts: z => Raw((GoZone)z), names: "name zone tx extend cacheStart cacheEnd cacheZone", methods: [Text("String", z => ((GoZone)z).Name)]);
        Time.With(methods: [.. Parts(), .. Arithmetic(), .. Texts(), .. Unusable()], text: t => t.ToString()!, parts: t => Raw((GoTime)t), names: "wall ext loc");
    }

    public static GoValue Of(GoTime time) => new(Time, time);

    public static GoValue OfDuration(long nanos) => new(Duration, nanos);

    private static IEnumerable<GoFunction> Parts() =>
    [
        Number("Year", t => t.Date.Year),
        Number("Day", t => t.Date.Day),
        Number("Hour", t => t.Hour),
        Number("Minute", t => t.Minute),
        Number("Second", t => t.Second),
        Number("Nanosecond", t => t.Nanos),
        Number("YearDay", t => t.YearDay),
        Number("Unix", t => t.Seconds, GoType.Int64),
        Number("UnixMilli", t => t.UnixIn(1_000), GoType.Int64),
        Number("UnixMicro", t => t.UnixIn(1_000_000), GoType.Int64),
        Number("UnixNano", t => t.UnixIn(1_000_000_000), GoType.Int64),
        Number("Month", t => t.Date.Month, Month),
        Number("Weekday", t => t.Weekday, Weekday),
        Method("IsZero", [], (t, _) => GoValue.Of(t.IsZero)),
        Method("IsDST", [], (t, _) => GoValue.Of(t.Zone.IsDaylight(t.Seconds))),
        Method("Location", [], (t, _) => new GoValue(Location, t.Zone)),
    ];

    private static IEnumerable<GoFunction> Arithmetic() =>
    [
        Method("Add", [Duration], (t, a) => Of(t.Add(a[1].AsInt()))),
        Method("AddDate", [GoType.Int, GoType.Int, GoType.Int], (t, a) => Of(t.AddDate(Bounded(a[1]), Bounded(a[2]), Bounded(a[3])))),
        Method("Sub", [Time], (t, a) => OfDuration(t.Subtract((GoTime)a[1].Data!))),
        Method("After", [Time], (t, a) => GoValue.Of(t.CompareTo((GoTime)a[1].Data!) > 0)),
        Method("Before", [Time], (t, a) => GoValue.Of(t.CompareTo((GoTime)a[1].Data!) < 0)),
        Method("Equal", [Time], (t, a) => GoValue.Of(t.CompareTo((GoTime)a[1].Data!) == 0)),
        Method("Compare", [Time], (t, a) => GoValue.Of((long)t.CompareTo((GoTime)a[1].Data!))),
        Method("Truncate", [Duration], (t, a) => Of(t.Truncate(a[1].AsInt(), nearest: false))),
        Method("Round", [Duration], (t, a) => Of(t.Truncate(a[1].AsInt(), nearest: true))),
        Method("UTC", [], (t, _) => Of(t with { Zone = GoZone.Utc })),
        Method("Local", [], (t, _) => Of(t with { Zone = GoZone.Utc })),
        Method("In", [Location], (t, a) => Of(t with { Zone = (GoZone)a[1].Data! })),
    ];

    private static IEnumerable<GoFunction> Texts() =>
    [
        Method("Format", [GoType.String], (t, a) => GoValue.Of(TimeLayout.Format(t, a[1].AsString()))),
        Method("String", [], (t, _) => GoValue.Of(t.ToString())),
        Method("GoString", [], (t, _) => GoValue.Of(GoSyntax(t))),
        Method("MarshalJSON", [], (t, _) => Bytes("\"" + TimeLayout.Format(t, TimeLayout.Rfc3339Nano) + "\"")),
        Method("MarshalText", [], (t, _) => Bytes(TimeLayout.Format(t, TimeLayout.Rfc3339Nano))),
    ];

    /// <summary>Methods that Go has and templates cannot call, because they return several values.</summary>
    private static IEnumerable<GoFunction> Unusable() =>
    [
        Refused("Date", "function Date has 3 return values; should be 1 or 2"),
        Refused("Clock", "function Clock has 3 return values; should be 1 or 2"),
        Refused("Zone", "invalid function signature for Zone: second return value should be error; is int"),
        Refused("ISOWeek", "invalid function signature for ISOWeek: second return value should be error; is int"),
        Refused("ZoneBounds", "invalid function signature for ZoneBounds: second return value should be error; is time.Time"),
    ];

    private static GoFunction Refused(string name, string why) => GoFunction.Of(name, [], (_, _) => throw new GoFailure(why)) with { Refusal = why };

    /// <summary>The parts of Go's struct: nanoseconds, seconds since the year 1, and the zone, which is nothing for UTC and an address else.</summary>
    private static GoValue[] Raw(GoTime time) =>
    [
        GoValue.Whole(GoType.Uint64, time.Nanos),
        GoValue.Whole(GoType.Int64, time.Seconds - GoTime.ZeroSeconds),
        new(ZonePointer, time.Zone == GoZone.Utc ? 0L : SomeAddress),
    ];

    /// <summary>Name, zones, changes, rule, and what Go remembers of the last look-up.</summary>
    private static GoValue[] Raw(GoZone zone) =>
    [
        GoValue.Of(zone.Name), GoValue.Of(GoType.Anys, GoList.Empty), GoValue.Of(GoType.Anys, GoList.Empty), GoValue.Of(""),
        GoValue.Whole(GoType.Int64, 0), GoValue.Whole(GoType.Int64, 0), new(RulePointer, 0L),
    ];

    /// <summary>As a Go program would write the time.</summary>
    private static string GoSyntax(GoTime time)
    {
        (long year, int month, int day) = time.Date;
        string zone = time.Zone == GoZone.Utc ? "time.UTC" : $"time.Location({GoQuote.Quote(time.Zone.Name)})";
        return FormattableString.Invariant($"time.Date({year}, time.{Civil.Months[month - 1]}, {day}, {time.Hour}, {time.Minute}, {time.Second}, {time.Nanos}, {zone})");
    }

    private static GoValue Bytes(string text) =>
        GoValue.Of(GoType.Bytes, new GoList([.. System.Text.Encoding.UTF8.GetBytes(text).Select(b => GoValue.Whole(GoType.Byte, b))]));

    private static IEnumerable<GoFunction> DurationMethods() =>
    [
        Real("Seconds", d => d / NanosPerSecond),
        Real("Minutes", d => d / (60 * NanosPerSecond)),
        Real("Hours", d => d / (3600 * NanosPerSecond)),
        Whole("Nanoseconds", d => d),
        Whole("Microseconds", d => d / 1_000),
        Whole("Milliseconds", d => d / 1_000_000),
        GoFunction.Of("Abs", [], (a, _) => OfDuration(a[0].AsInt() == long.MinValue ? long.MaxValue : Math.Abs(a[0].AsInt()))),
        GoFunction.Of("Truncate", [Duration], (a, _) => OfDuration(a[1].AsInt() <= 0 ? a[0].AsInt() : a[0].AsInt() - a[0].AsInt() % a[1].AsInt())),
        GoFunction.Of("Round", [Duration], (a, _) => OfDuration(Round(a[0].AsInt(), a[1].AsInt()))),
        Text("String", d => DurationText.Of((long)d)),
    ];

    private static long Round(long nanos, long unit)
    {
        if (unit <= 0) return nanos;
        Int128 rest = Int128.Abs(nanos) % unit;
        Int128 size = Int128.Abs(nanos) - rest + (rest + rest >= unit ? unit : 0);
        return size > long.MaxValue ? (nanos < 0 ? long.MinValue : long.MaxValue) : (long)(nanos < 0 ? -size : size);
    }

    /// <summary>Keeps calendar arithmetic far from the end of 64 bits.</summary>
    private static long Bounded(GoValue value) => Math.Clamp(value.AsInt(), -1_000_000_000, 1_000_000_000);

    private static string Named(string[] names, long index, string type) =>
        index >= 0 && index < names.Length ? names[index] : $"%!{type}({index + (type == "Month" ? 1 : 0)})";

    private static GoFunction Method(string name, GoType[] parameters, Func<GoTime, GoValue[], GoValue> body) =>
        GoFunction.Of(name, parameters, (args, _) => body((GoTime)args[0].Data!, args));

    private static GoFunction Number(string name, Func<GoTime, long> read, GoType? type = null) =>
        Method(name, [], (t, _) => new GoValue(type ?? GoType.Int, read(t)));

    private static GoFunction Real(string name, Func<long, double> read) => GoFunction.Of(name, [], (a, _) => GoValue.Of(read(a[0].AsInt())));

    private static GoFunction Whole(string name, Func<long, long> read) =>
        GoFunction.Of(name, [], (a, _) => new GoValue(GoType.Int64, read(a[0].AsInt())));

    private static GoFunction Text(string name, Func<object, string> read) => GoFunction.Of(name, [], (a, _) => GoValue.Of(read(a[0].Data!)));
}
