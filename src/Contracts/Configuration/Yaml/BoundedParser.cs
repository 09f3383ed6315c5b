using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>
/// Stops a document that nests too deep, repeats aliases without end or is made of too many nodes, before it costs memory; and keys that are no text,
/// since comparing them follows every alias in them.
/// </summary>
internal sealed class BoundedParser(IParser inner, int maxDepth) : IParser
{
    private const int MaxEvents = 2_000_000;
    private const int MaxAliases = 10_000;
    private readonly Stack<Place> _open = [];
    private readonly HashSet<AnchorName> _texts = [];
    private int _events;
    private int _aliases;

    /// <summary>Where the next node of an open collection goes.</summary>
    private enum Place
    {
        Item,
        Key,
        Value,
    }

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        ParsingEvent now = inner.Current!;
        if (now is NodeEvent or AnchorAlias) Fill(now);
        if (now is SequenceStart) _open.Push(Place.Item);
        else if (now is MappingStart) _open.Push(Place.Key);
        else if (now is SequenceEnd or MappingEnd) _open.Pop();
        if (now is AnchorAlias) _aliases++;
        if (_open.Count > maxDepth) throw new YamlException(now.Start, now.End, $"nested deeper than {maxDepth} levels");
        if (++_events > MaxEvents || _aliases > MaxAliases) throw new YamlException(now.Start, now.End, "too many nodes in one document");
        return true;
    }

    private void Fill(ParsingEvent now)
    {
        if (now is NodeEvent { Anchor.IsEmpty: false } node)
        {
            if (now is Scalar) _texts.Add(node.Anchor);
            else _texts.Remove(node.Anchor);
        }
        if (!_open.TryPeek(out Place place) || place == Place.Item) return;
        if (place == Place.Key && !(now is Scalar || (now is AnchorAlias alias && _texts.Contains(alias.Value))))
            throw new YamlException(now.Start, now.End, "a key has to be text, not a list or a map");
        _open.Pop();
        _open.Push(place == Place.Key ? Place.Value : Place.Key);
    }
}
