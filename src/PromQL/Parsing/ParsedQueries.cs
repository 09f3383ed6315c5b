namespace Tocsin.PromQL.Parsing;

/// <summary>
/// The trees of queries that were asked lately: rules and dashboards ask the same again and again. Trees are immutable. Bounded: when one half is
/// full, the other one, which nobody has asked for meanwhile, is forgotten. Thread-safe.
/// </summary>
internal sealed class ParsedQueries(IReadOnlySet<string> features)
{
    private const int LongestText = 512;
    private const int Room = 1024;

    // The automaton of a pattern grows while it is used.
    private const int RoomOfPattern = 16;

    private readonly Lock _lock = new();
    private Dictionary<string, ParseOutcome> _young = [];
    private Dictionary<string, ParseOutcome> _old = [];
    private int _taken;

    public ParseOutcome Parse(string query)
    {
        if (query.Length > LongestText) return Parser.Parse(query, features);
        lock (_lock)
        {
            if (_young.TryGetValue(query, out ParseOutcome? young)) return young;
            if (_old.Remove(query, out ParseOutcome? old))
            {
                Keep(query, old);
                return old;
            }
        }
        ParseOutcome parsed = Parser.Parse(query, features);
        lock (_lock) Keep(query, parsed);
        return parsed;
    }

    private void Keep(string query, ParseOutcome parsed)
    {
        if (parsed.Expression is null || !_young.TryAdd(query, parsed)) return;
        _taken += 1 + (query.AsSpan().Count('~') * RoomOfPattern);
        if (_taken < Room) return;
        (_old, _young, _taken) = (_young, [], 0);
    }
}
