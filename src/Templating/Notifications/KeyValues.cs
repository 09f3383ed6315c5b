using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>
/// An immutable set of named texts (labels, annotations) as templates see it. The order is the one people read: <c>alertname</c> first, then by name
/// (ordinal over UTF-8). Of a repeated name the last value counts.
/// </summary>
/// <remarks>One sorted array: an alert has a handful of labels, so that going through them is as fast as hashing, and sets of labels come sorted.</remarks>
public sealed class KeyValues : IReadOnlyCollection<KeyValuePair<string, string>>, IGoMap
{
    private const string First = "alertname";
    private readonly NamedText[] _byName;
    private NamedText[]? _readable;

    public KeyValues(IEnumerable<KeyValuePair<string, string>> pairs) : this(Sort(pairs))
    {
    }

    private KeyValues(NamedText[] byName) => _byName = byName;

    public static KeyValues Empty { get; } = new(Array.Empty<NamedText>());

    public int Count => _byName.Length;

    /// <summary>The pairs, <c>alertname</c> first, then by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SortedPairs => [.. this];

    public IEnumerable<string> Names => Readable.Select(p => p.Name);

    public IEnumerable<string> Values => Readable.Select(p => p.Value);

    /// <summary>In the order that people read.</summary>
    internal NamedText[] Readable => _readable ??= AlertNameFirst();

    /// <summary>The value, or the empty text when there is none.</summary>
    public string this[string name] => TryGet(name, out string? value) ? value : "";

    public bool TryGet(string name, [MaybeNullWhen(false)] out string value)
    {
        foreach (NamedText pair in _byName)
        {
            if (pair.Name != name) continue;
            value = pair.Value;
            return true;
        }
        value = null;
        return false;
    }

    /// <summary>All pairs but those of the names given.</summary>
    public KeyValues Remove(IEnumerable<string> names)
    {
        var gone = new HashSet<string>(names, StringComparer.Ordinal);
        return new KeyValues(Array.FindAll(_byName, p => !gone.Contains(p.Name)));
    }

    /// <summary><c>a=b, c=d</c>.</summary>
    public override string ToString() => string.Join(", ", Readable.Select(p => p.Name + "=" + p.Value));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        Readable.Select(p => KeyValuePair.Create(p.Name, p.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool IGoMap.TryGet(string key, out GoValue value)
    {
        bool found = TryGet(key, out string? text);
        value = found ? GoValue.Of(text!) : default;
        return found;
    }

    IEnumerable<KeyValuePair<string, GoValue>> IGoMap.Sorted() => _byName.Select(p => KeyValuePair.Create(p.Name, GoValue.Of(p.Value)));

    IEnumerable<KeyValuePair<string, GoValue>> IGoMap.Readable() => Readable.Select(p => KeyValuePair.Create(p.Name, GoValue.Of(p.Value)));

    private NamedText[] AlertNameFirst()
    {
        int at = Array.FindIndex(_byName, p => p.Name == First);
        if (at <= 0) return _byName;
        var readable = (NamedText[])_byName.Clone();
        Array.Copy(_byName, 0, readable, 1, at);
        readable[0] = _byName[at];
        return readable;
    }

    private static NamedText[] Sort(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new List<NamedText>(pairs.TryGetNonEnumeratedCount(out int count) ? count : 8);
        bool inOrder = true;
        foreach ((string name, string value) in pairs)
        {
            inOrder = inOrder && (sorted.Count == 0 || GoText.Compare(sorted[^1].Name, name) < 0);
            sorted.Add(new NamedText(name, value));
        }
        if (inOrder) return [.. sorted];
        var last = new Dictionary<string, NamedText>(StringComparer.Ordinal);
        foreach (NamedText pair in sorted) last[pair.Name] = pair;
        return [.. last.Values.OrderBy(p => p.Name, Comparer<string>.Create(GoText.Compare))];
    }
}
