using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Templating.Notifications;

/// <summary>
/// An immutable set of named texts (labels, annotations) as templates see it. The order is the one people read: <c>alertname</c> first, then by name
/// (ordinal over UTF-8). Of a repeated name the last value counts.
/// </summary>
public sealed class KeyValues : IReadOnlyCollection<KeyValuePair<string, string>>
{
    private const string First = "alertname";
    private readonly Dictionary<string, string> _values;
    private KeyValuePair<string, string>[]? _sorted;

    public KeyValues(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in pairs) _values[name] = value;
    }

    public static KeyValues Empty { get; } = new([]);

    public int Count => _values.Count;

    /// <summary>The pairs, <c>alertname</c> first, then by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SortedPairs => _sorted ??= Sort();

    public IEnumerable<string> Names => SortedPairs.Select(p => p.Key);

    public IEnumerable<string> Values => SortedPairs.Select(p => p.Value);

    /// <summary>The value, or the empty text when there is none.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    public bool TryGet(string name, [MaybeNullWhen(false)] out string value) => _values.TryGetValue(name, out value);

    /// <summary>All pairs but those of the names given.</summary>
    public KeyValues Remove(IEnumerable<string> names)
    {
        var gone = new HashSet<string>(names, StringComparer.Ordinal);
        return new KeyValues(_values.Where(p => !gone.Contains(p.Key)));
    }

    /// <summary><c>a=b, c=d</c>.</summary>
    public override string ToString() => string.Join(", ", SortedPairs.Select(p => p.Key + "=" + p.Value));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => SortedPairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyValuePair<string, string>[] Sort()
    {
        KeyValuePair<string, string>[] pairs = [.. _values];
        Array.Sort(pairs, (a, b) => (a.Key == First, b.Key == First) switch
        {
            (true, false) => -1,
            (false, true) => 1,
            _ => Go.Values.GoText.Compare(a.Key, b.Key),
        });
        return pairs;
    }
}
