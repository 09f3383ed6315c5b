using Scriban.Runtime;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>What a layout sees of the value it is called with: the fields of a struct or the keys of a map as variables; anything else as <c>value</c>.</summary>
internal static class LayoutData
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    public static ScriptObject Of(GoValue value, GoRun run)
    {
        if (Convert(value, run, 0) is ScriptObject members) return members;
        var single = new ScriptObject();
        single.SetValue("value", Convert(value, run, 0), readOnly: true);
        return single;
    }

    private static object? Convert(GoValue value, GoRun run, int depth)
    {
        run.Step();
        run.CheckDepth(depth);
        return value.Kind switch
        {
            GoKind.Invalid => null,
            GoKind.Slice => List(value.AsList(), run, depth),
            GoKind.Map => Map(value.AsMap(), run, depth),
            // A time that never was (an alert's end while it fires) is nothing.
            GoKind.Struct when value.Data is GoTime time => time.IsZero ? null : Time(time),
            GoKind.Struct when value.Type!.Fields.Count > 0 => Fields(value, run, depth),
            GoKind.Struct => value.Data!.ToString(),
            _ when value.Type == TimeTypes.Duration => TimeSpan.FromTicks(value.AsInt() / 100),
            _ => value.Data,
        };
    }

    private static ScriptArray List(IGoList list, GoRun run, int depth)
    {
        var array = new ScriptArray(list.Count);
        for (int i = 0; i < list.Count; i++) array.Add(Convert(list[i], run, depth + 1));
        return array;
    }

    private static ScriptObject Map(IGoMap map, GoRun run, int depth)
    {
        var pairs = new ScriptObject(map.Count);
        foreach ((string key, GoValue value) in map.Readable()) pairs.SetValue(key, Convert(value, run, depth + 1), readOnly: true);
        return pairs;
    }

    private static ScriptObject Fields(GoValue value, GoRun run, int depth)
    {
        var fields = new ScriptObject(value.Type!.Fields.Count);
        foreach (GoField field in value.Type!.Fields)
            fields.SetValue(Names.GetOrAdd(field.Name, SnakeCase.Of), Convert(field.Read(value.Data!), run, depth + 1), readOnly: true);
        return fields;
    }

    private static DateTime? Time(GoTime time)
    {
        long ticks = Math.Clamp(time.Seconds, GoTime.ZeroSeconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) * TimeSpan.TicksPerSecond + time.Nanos / 100;
        return DateTime.UnixEpoch.AddTicks(ticks);
    }
}
