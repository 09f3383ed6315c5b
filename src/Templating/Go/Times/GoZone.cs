using System.Collections.Concurrent;
using System.Globalization;

namespace Tocsin.Templating.Go.Times;

/// <summary>A time zone: UTC, a fixed offset (nameless, as it comes from a parsed time) or a named one of the zone database.</summary>
internal sealed class GoZone
{
    private const int MaxNameLength = 100;
    private static readonly ConcurrentDictionary<string, GoZone?> Named = new(StringComparer.Ordinal);

    public static readonly GoZone Utc = new("UTC", TimeZoneInfo.Utc, "UTC", "UTC");

    private readonly TimeZoneInfo _rules;
    private readonly string? _standard;
    private readonly string? _daylight;

    private GoZone(string name, TimeZoneInfo rules, string? standard, string? daylight)
    {
        Name = name;
        _rules = rules;
        _standard = standard;
        _daylight = daylight;
    }

    public string Name { get; }

    public static GoZone Fixed(int offsetSeconds)
    {
        if (offsetSeconds == 0) return Utc;
        return new GoZone("", TimeZoneInfo.CreateCustomTimeZone("fixed", TimeSpan.FromSeconds(offsetSeconds / 60 * 60), null, null), null, null);
    }

    /// <summary>Null when there is no such zone. "Local" is UTC: messages must not depend on the machine they are made on.</summary>
    public static GoZone? Find(string name)
    {
        if (name is "" or "UTC" or "Local") return Utc;
        if (name.Length > MaxNameLength || name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\') return null;
        return Named.TryGetValue(name, out GoZone? known) ? known : Load(name);
    }

    /// <summary>Seconds east of UTC and the abbreviation shown; a nameless offset has an empty one.</summary>
    public (int Offset, string Abbreviation) At(long unixSeconds)
    {
        if (this == Utc) return (0, "UTC");
        DateTimeOffset instant = DateTimeOffset.FromUnixTimeSeconds(
            Math.Clamp(unixSeconds, GoTime.ZeroSeconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        var offset = (int)_rules.GetUtcOffset(instant).TotalSeconds;
        string? abbreviation = _rules.IsDaylightSavingTime(instant) ? _daylight : _standard;
        return (offset, abbreviation ?? "");
    }

    private static GoZone? Load(string name)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? rules)) return null;
        (string? standard, string? daylight) = ZoneAbbreviations.Read(name);
        var zone = new GoZone(name, rules, standard ?? Numeric(rules.BaseUtcOffset), daylight ?? standard ?? Numeric(rules.BaseUtcOffset));
        Named[name] = zone;
        return zone;
    }

    private static string Numeric(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(offset.Minutes == 0 ? "hh" : "hhmm", CultureInfo.InvariantCulture);
}
