namespace Tocsin.Templating.Go.Values;

/// <summary>A map with string keys.</summary>
internal interface IGoMap
{
    int Count { get; }

    bool TryGet(string key, out GoValue value);

    /// <summary>In the order of the keys' bytes, as Go iterates and prints maps in templates.</summary>
    IEnumerable<KeyValuePair<string, GoValue>> Sorted();

    /// <summary>In the order that people read; the same, unless a map knows a better one.</summary>
    IEnumerable<KeyValuePair<string, GoValue>> Readable() => Sorted();
}

internal sealed class GoMap : IGoMap
{
    public static readonly GoMap Empty = new([]);
    private readonly Dictionary<string, GoValue> _values;

    public GoMap(IEnumerable<KeyValuePair<string, GoValue>> pairs)
    {
        _values = new Dictionary<string, GoValue>(StringComparer.Ordinal);
        foreach ((string key, GoValue value) in pairs) _values[key] = value;
    }

    public int Count => _values.Count;

    public bool TryGet(string key, out GoValue value) => _values.TryGetValue(key, out value);

    public IEnumerable<KeyValuePair<string, GoValue>> Sorted() => _values.Order(GoKeyOrder.Of<GoValue>());
}

/// <summary>A dictionary of texts of ours, seen as a Go map[string]string.</summary>
internal sealed class GoTextMap(IReadOnlyDictionary<string, string> texts) : IGoMap
{
    public int Count => texts.Count;

    public bool TryGet(string key, out GoValue value)
    {
        bool found = texts.TryGetValue(key, out string? text);
        value = found ? GoValue.Of(text!) : default;
        return found;
    }

    public IEnumerable<KeyValuePair<string, GoValue>> Sorted() =>
        texts.Order(GoKeyOrder.Of<string>()).Select(p => KeyValuePair.Create(p.Key, GoValue.Of(p.Value)));
}

internal static class GoKeyOrder
{
    public static IComparer<KeyValuePair<string, T>> Of<T>() =>
        Comparer<KeyValuePair<string, T>>.Create((a, b) => GoText.Compare(a.Key, b.Key));
}
