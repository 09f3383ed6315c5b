using System.Collections.Concurrent;
using System.Globalization;

namespace Tocsin.Templating.Go.Times;

/// <summary>A time zone: UTC, a fixed offset (nameless, as it comes from a parsed time) or a named one of the zone database.</summary>
internal sealed class GoZone
{
    private const int MaxNameLength = 100;
    private const string Database = "/usr/share/zoneinfo";
    private static readonly ConcurrentDictionary<string, GoZone?> Named = new(StringComparer.Ordinal);

    public static readonly GoZone Utc = new("UTC", TimeZoneInfo.Utc, "UTC", "UTC", null);

    private static readonly ZoneType UtcType = new(0, false, "UTC");

    private readonly TimeZoneInfo _rules;
    private readonly string? _standard;
    private readonly string? _daylight;
    private readonly ZoneFile? _past;

    private GoZone(string name, TimeZoneInfo rules, string? standard, string? daylight, ZoneFile? past)
    {
        _past = past;
        Name = name;
        _rules = rules;
        _standard = standard;
        _daylight = daylight;
    }

    public string Name { get; }

    public static GoZone Fixed(int offsetSeconds)
    {
        if (offsetSeconds == 0) return Utc;
        return new GoZone("", TimeZoneInfo.CreateCustomTimeZone("fixed", TimeSpan.FromSeconds(offsetSeconds / 60 * 60), null, null), null, null, null);
    }

    /// <summary>
    /// Null when there is no such zone. Another object each time: in Go two times are equal only when they came out of one look-up. "Local" is UTC: messages must not depend on the machine they are made
    /// on.
    /// </summary>
    public static GoZone? Find(string name)
    {
        if (name is "" or "UTC" or "Local") return Utc;
        if (name.Length > MaxNameLength || name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\') return null;
        return (GoZone?)(Named.TryGetValue(name, out GoZone? known) ? known : Load(name))?.MemberwiseClone();
    }

    /// <summary>Seconds east of UTC and the abbreviation shown; a nameless offset has an empty one.</summary>
    public (int Offset, string Abbreviation) At(long unixSeconds) => Type(unixSeconds) is var type ? (type.Offset, type.Abbreviation) : default;

    public bool IsDaylight(long unixSeconds) => Type(unixSeconds).IsDaylight;

    private ZoneType Type(long unixSeconds)
    {
        if (this == Utc) return UtcType;
        if (_past?.At(unixSeconds) is { } past) return past;
        DateTimeOffset instant = DateTimeOffset.FromUnixTimeSeconds(
            Math.Clamp(unixSeconds, GoTime.ZeroSeconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        var offset = (int)_rules.GetUtcOffset(instant).TotalSeconds;
        bool isDaylight = _rules.IsDaylightSavingTime(instant);
        return new ZoneType(offset, isDaylight, (isDaylight ? _daylight : _standard) ?? "");
    }

    private static GoZone? Load(string name)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? rules)) return null;
        ZoneFile? file = ZoneFile.Read(Path.Combine(Database, name));
        (string? standard, string? daylight) = ZoneAbbreviations.Parse(file?.Rule ?? "");
        standard ??= Numeric(rules.BaseUtcOffset);
        var zone = new GoZone(name, rules, standard, daylight ?? standard, file);
        Named[name] = zone;
        return zone;
    }

    private static string Numeric(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(offset.Minutes == 0 ? "hh" : "hhmm", CultureInfo.InvariantCulture);
}
