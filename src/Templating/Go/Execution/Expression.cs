using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>A part of a compiled template that comes to a value. Immutable.</summary>
internal abstract class Expression
{
    /// <param name="final">What the command before it in a pipeline came to; those that were compiled as the first command do not look at it.</param>
    public abstract GoValue Evaluate(Frame frame, GoValue dot, GoValue final);
}

internal sealed class ConstantExpression(Node node, GoValue value) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = node;
        return value;
    }
}

/// <param name="node">Null where fields of the dot are meant: errors then point at those.</param>
internal sealed class DotExpression(Node? node) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        if (node is not null) frame.At = node;
        return dot;
    }
}

/// <summary>Fails where Go does: when it is evaluated, not when the template is read.</summary>
/// <param name="node">Null: errors point where the one before would have.</param>
internal sealed class FailingExpression(Node? node, string reason) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final) => throw (node is null ? frame.Fail(reason) : frame.Fail(node, reason));
}

internal sealed class VariableExpression(Node node, int slot) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = node;
        return frame[slot];
    }
}
