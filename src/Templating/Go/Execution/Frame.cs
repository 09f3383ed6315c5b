using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>One template being executed: its variables, and the node that errors point at.</summary>
internal sealed class Frame
{
    private readonly List<(string Name, GoValue Value)> _variables = [];

    public Frame(ParsedTemplate template, GoValue dot, int depth)
    {
        Template = template;
        Depth = depth;
        Push("$", dot);
    }

    public ParsedTemplate Template { get; }

    /// <summary>How many templates called each other to get here.</summary>
    public int Depth { get; }

    public Node? At { get; set; }

    public int Mark => _variables.Count;

    public void Push(string name, GoValue value) => _variables.Add((name, value));

    public void Pop(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    /// <summary>Sets the variable declared <paramref name="fromEnd"/> places before the end.</summary>
    public void SetTop(int fromEnd, GoValue value) => _variables[^fromEnd] = (_variables[^fromEnd].Name, value);

    public void Set(string name, GoValue value)
    {
        int at = Find(name);
        _variables[at] = (name, value);
    }

    public GoValue Get(string name) => _variables[Find(name)].Value;

    public ExecutionFailure Fail(string reason)
    {
        string name = GoQuote.Quote(Template.Name);
        return At is null
            ? new ExecutionFailure($"template: {Template.Name}: {reason}")
            : new ExecutionFailure($"template: {Template.Source.Locate(At.Position)}: executing {name} at <{At}>: {reason}");
    }

    private int Find(string name)
    {
        int at = _variables.FindLastIndex(v => v.Name == name);
        return at >= 0 ? at : throw Fail($"undefined variable: {name}");
    }
}
