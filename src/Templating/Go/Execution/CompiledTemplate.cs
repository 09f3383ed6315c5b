using Tocsin.Templating.Go.Parsing;

namespace Tocsin.Templating.Go.Execution;

/// <summary>A template ready to run: names are resolved to functions and slots, constants have their types. Immutable; any thread.</summary>
/// <param name="SlotCount">Variables that one execution holds, <c>$</c> included.</param>
internal sealed record CompiledTemplate(ParsedTemplate Source, Step Body, int SlotCount);
