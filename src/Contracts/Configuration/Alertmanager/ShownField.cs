namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>One key of a block: what it holds, and what is shown where it is not written.</summary>
/// <param name="Shape">Of the blocks inside it; empty when there are none.</param>
/// <param name="Fallback">YAML; null: not shown unless written, and not when empty.</param>
/// <param name="Global">The key of <c>global:</c> whose value it takes; empty: none.</param>
/// <param name="UnlessFile">Not when its neighbour with <c>_file</c> is written.</param>
internal sealed record ShownField(string Key, ShownKind Kind, string Shape, string? Fallback, string Global, bool UnlessFile);
