using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>
/// A document whose aliases are followed: readers walk each of them as if its nodes were written there. So they must not lead back to themselves, nor
/// nest or multiply beyond what could have been written without them.
/// </summary>
internal sealed class AliasBounds(int maxDepth, long maxNodes)
{
    public const long MaxNodes = 2_000_000;

    /// <summary>A long text weighs as much as so many nodes, one for each so many characters.</summary>
    private const int CharactersPerNode = 32;
    private static readonly Size Open = new(-1, 0);

    // By node, not by value: nodes compare by what is in them.
    private readonly Dictionary<YamlNode, Size> _sizes = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="YamlException">Something leads back to itself, or there is too much of it.</exception>
    public static void Check(YamlNode root, int maxDepth, long maxNodes = MaxNodes) => new AliasBounds(maxDepth, maxNodes).Measure(root, 1);

    // Each node is measured once, and no deeper than the limit.
    private Size Measure(YamlNode node, int depth)
    {
        if (node is YamlScalarNode text) return new(0, 1 + ((text.Value?.Length ?? 0) / CharactersPerNode));
        if (_sizes.TryGetValue(node, out Size known))
        {
            if (known == Open) throw new YamlException(node.Start, node.End, "an anchor's value contains an alias of itself");
            if (depth + known.Depth - 1 > maxDepth) throw TooDeep(node);
            return known;
        }
        if (depth > maxDepth) throw TooDeep(node);
        _sizes[node] = Open;
        int deepest = 0;
        long nodes = 1;
        foreach (YamlNode child in Children(node))
        {
            Size size = Measure(child, depth + 1);
            deepest = Math.Max(deepest, size.Depth);
            nodes += size.Nodes;
            if (nodes > maxNodes) throw new YamlException(node.Start, node.End, "too much in one document; what its aliases repeat is counted as if it were written there");
        }
        return _sizes[node] = new(deepest + 1, nodes);
    }

    private static IEnumerable<YamlNode> Children(YamlNode node) => node switch
    {
        YamlSequenceNode list => list.Children,
        YamlMappingNode map => map.Children.Values,
        _ => [],
    };

    private YamlException TooDeep(YamlNode node) => new(node.Start, node.End, $"nested deeper than {maxDepth} levels");

    /// <param name="Depth">Levels of lists and maps.</param>
    /// <param name="Nodes">With those of aliases.</param>
    private readonly record struct Size(int Depth, long Nodes);
}
