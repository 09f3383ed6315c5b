using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>Stops a document that nests too deep, repeats aliases without end or is made of too many nodes, before it costs memory.</summary>
internal sealed class BoundedParser(IParser inner, int maxDepth) : IParser
{
    private const int MaxEvents = 2_000_000;
    private const int MaxAliases = 10_000;
    private int _depth;
    private int _events;
    private int _aliases;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        ParsingEvent now = inner.Current!;
        _depth += now.NestingIncrease;
        if (now is AnchorAlias) _aliases++;
        if (_depth > maxDepth + 2) throw new YamlException(now.Start, now.End, $"nested deeper than {maxDepth} levels");
        if (++_events > MaxEvents || _aliases > MaxAliases) throw new YamlException(now.Start, now.End, "too many nodes in one document");
        return true;
    }
}
