using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The routing tree as written.</summary>
internal static class RouteReader
{
    public static RouteConfig? ReadRoot(YamlValue value, LoadContext context)
    {
        if (value.AsMap() is not { } map) return null;
        RouteConfig root = Read(map, context);
        if (string.IsNullOrEmpty(root.Receiver)) map.Error("root route must specify a default receiver");
        if (root.Matchers.Count > 0) map.Error("root route must not have any matchers", "put them on a route below it");
        if (root.MuteTimeIntervals.Count > 0) map.Error("root route must not have any mute time intervals");
        if (root.ActiveTimeIntervals.Count > 0) map.Error("root route must not have any active time intervals");
        if (root.Continue) map.Error("cannot have continue in root route");
        return root;
    }

    private static RouteConfig Read(YamlMap map, LoadContext context)
    {
        (IReadOnlyList<string>? groupBy, bool all) = ReadGroupBy(map, context);
        var route = new RouteConfig
        {
            Field = map.Field,
            Line = map.Line,
            Receiver = map.String("receiver") is { Length: > 0 } receiver ? receiver : null,
            GroupBy = groupBy,
            GroupByAll = all,
            GroupWait = map.OptionalDuration("group_wait"),
            GroupInterval = NotZero(map, "group_interval"),
            RepeatInterval = NotZero(map, "repeat_interval"),
            Continue = map.Bool("continue", false),
            Matchers = MatcherReader.Read(map, "", context),
            MuteTimeIntervals = map.Strings("mute_time_intervals"),
            ActiveTimeIntervals = map.Strings("active_time_intervals"),
            Labels = ReadLabels(map, context),
            Routes = [.. map.List("routes").Select(child => child.AsMap()).OfType<YamlMap>().Select(child => Read(child, context))],
        };
        map.RejectUnknown();
        return route;
    }

    private static (IReadOnlyList<string>?, bool) ReadGroupBy(YamlMap map, LoadContext context)
    {
        if (map.Take("group_by") is not { IsNull: false } written) return (null, false);
        var names = new List<string>();
        IReadOnlyList<YamlValue> values = written.AsList();
        foreach (YamlValue value in values)
        {
            string name = value.AsString();
            if (name == RouteConfig.AllLabels) continue;
            if (!context.IsLabelName(name)) value.Error($"invalid label name \"{name}\" in group_by list");
            else if (names.Contains(name)) value.Error($"duplicated label \"{name}\" in group_by");
            else names.Add(name);
        }
        bool all = values.Any(value => value.AsString() == RouteConfig.AllLabels);
        if (all && names.Count > 0) written.Error("cannot have wildcard group_by (`...`) and other labels at the same time");
        return (names, all);
    }

    private static TimeSpan? NotZero(YamlMap map, string key)
    {
        TimeSpan? duration = map.OptionalDuration(key);
        if (duration == TimeSpan.Zero) map.Take(key)!.Error($"{key} cannot be zero");
        return duration;
    }

    private static Dictionary<string, string> ReadLabels(YamlMap map, LoadContext context)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, YamlValue value) in map.Map("labels")?.Entries() ?? [])
        {
            if (!context.IsLabelName(name)) value.Error($"invalid label name \"{name}\" in route labels");
            labels[name] = value.AsString();
        }
        return labels;
    }
}
