using Scriban.Runtime;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>A part of the notification: read-only, and made so that it ends. The weight is about the characters that it prints as.</summary>
internal sealed class DataObject(int capacity) : ScriptObject(capacity)
{
    public long Weight { get; set; }
}

/// <summary>A list of the notification, like <see cref="DataObject"/>.</summary>
internal sealed class DataList(int capacity) : ScriptArray(capacity)
{
    public long Weight { get; set; }
}

/// <summary>
/// Looks through lists and objects that a layout has built: Scriban prints whole values into its error messages, without a bound, so that one that holds
/// itself, or is nested too deeply, or is many times in itself, would take the process with it.
/// </summary>
internal sealed class LayoutValues(GoRun run)
{
    private const int MaxDepth = 40;
    private const long MaxWeight = 16 * 1024 * 1024;
    private const int CharsOfScalar = 8;

    private readonly Dictionary<object, long> _weights = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="GoLimitReached"/>
    public static void Check(object? value, GoRun run)
    {
        if (value is ScriptObject or ScriptArray && value is not (DataObject or DataList)) new LayoutValues(run).Weigh(value, 0);
    }

    public static long WeightOf(object? value) => value switch
    {
        string text => text.Length,
        DataObject data => data.Weight,
        DataList data => data.Weight,
        _ => CharsOfScalar,
    };

    private long Weigh(object? value, int depth)
    {
        if (value is not (ScriptObject or ScriptArray) || value is DataObject or DataList) return WeightOf(value);
        if (depth > MaxDepth) throw new GoLimitReached("a value holds itself or is nested too deeply");
        // Found again on the way down it is still being weighed: the depth ends that.
        if (_weights.TryGetValue(value, out long known)) return known;
        run.Step();
        long weight = CharsOfScalar;
        if (value is ScriptArray list)
        {
            foreach (object? item in list) weight += Weigh(item, depth + 1);
        }
        else
        {
            foreach ((string key, object? item) in (ScriptObject)value) weight += key.Length + Weigh(item, depth + 1);
        }
        if (weight > MaxWeight) throw new GoLimitReached($"a value holds more than {MaxWeight} characters");
        return _weights[value] = weight;
    }
}
