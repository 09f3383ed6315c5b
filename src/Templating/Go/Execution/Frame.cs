using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>One template being executed: its variables, and the node that errors point at. Not thread-safe.</summary>
internal sealed class Frame
{
    private readonly GoValue[] _slots;

    public Frame(CompiledTemplate template, GoRun run, GoWriter output, GoValue data, int depth)
    {
        Template = template;
        Run = run;
        Output = output;
        Depth = depth;
        _slots = new GoValue[template.SlotCount];
        _slots[0] = data;
    }

    public CompiledTemplate Template { get; }

    public GoRun Run { get; }

    public GoWriter Output { get; }

    /// <summary>How many templates called each other to get here.</summary>
    public int Depth { get; }

    public Node? At { get; set; }

    /// <summary>Variables, each in the place that the compiler gave it; the first is <c>$</c>.</summary>
    public GoValue this[int slot]
    {
        get => _slots[slot];
        set => _slots[slot] = value;
    }

    public ExecutionFailure Fail(string reason)
    {
        ParsedTemplate source = Template.Source;
        return At is null
            ? new ExecutionFailure($"template: {source.Name}: {reason}")
            : new ExecutionFailure($"template: {source.Source.Locate(At.Position)}: executing {GoQuote.Quote(source.Name)} at <{At}>: {reason}");
    }

    public ExecutionFailure Fail(Node at, string reason)
    {
        At = at;
        return Fail(reason);
    }
}
