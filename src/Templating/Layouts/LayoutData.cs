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
        var single = new DataObject(1);
        Add(single, "value", Convert(value, run, 0));
        single.IsReadOnly = true;
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

    private static DataList List(IGoList list, GoRun run, int depth)
    {
        var array = new DataList(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            object? item = Convert(list[i], run, depth + 1);
            array.Weight += LayoutValues.WeightOf(item);
            array.Add(item);
        }
        array.IsReadOnly = true;
        return array;
    }

    private static DataObject Map(IGoMap map, GoRun run, int depth)
    {
        var pairs = new DataObject(map.Count);
        foreach ((string key, GoValue value) in map.Readable()) Add(pairs, key, Convert(value, run, depth + 1));
        pairs.IsReadOnly = true;
        return pairs;
    }

    private static DataObject Fields(GoValue value, GoRun run, int depth)
    {
        var fields = new DataObject(value.Type!.Fields.Count);
        foreach (GoField field in value.Type!.Fields)
            Add(fields, Names.GetOrAdd(field.Name, SnakeCase.Of), Convert(field.Read(value.Data!), run, depth + 1));
        fields.IsReadOnly = true;
        return fields;
    }

    private static void Add(DataObject data, string name, object? value)
    {
        data.SetValue(name, value, readOnly: true);
        data.Weight += name.Length + LayoutValues.WeightOf(value);
    }

    private static DateTime? Time(GoTime time)
    {
        long ticks = Math.Clamp(time.Seconds, GoTime.ZeroSeconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) * TimeSpan.TicksPerSecond + time.Nanos / 100;
        return DateTime.UnixEpoch.AddTicks(ticks);
    }
}
