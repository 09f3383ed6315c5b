using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Evaluates arguments for parameters of a type. A constant takes the parameter's type when it can; a value must have it.</summary>
internal sealed class Arguments(Evaluator evaluator)
{
    public GoValue Evaluate(Frame frame, GoValue dot, GoType type, Node node)
    {
        frame.At = node;
        switch (node)
        {
            case DotNode: return Check(frame, dot, type);
            case NilNode: return type.CanBeNil ? default : throw frame.Fail($"cannot assign nil to {type}");
            case FieldNode or VariableNode or PipeNode or IdentifierNode or ChainNode:
                return Check(frame, evaluator.Operand(frame, dot, node), type);
        }
        return type.Kind switch
        {
            GoKind.Bool => node is BoolNode flag ? new GoValue(type, flag.Value) : throw frame.Fail($"expected bool; found {node}"),
            GoKind.String => node is StringNode text ? new GoValue(type, text.Text) : throw frame.Fail($"expected string; found {node}"),
            GoKind.Int => node is NumberNode { Integer: { } whole } ? new GoValue(type, whole) : throw frame.Fail($"expected integer; found {node}"),
            GoKind.Float => node is NumberNode { Float: { } real } ? new GoValue(type, real) : throw frame.Fail($"expected float; found {node}"),
            _ when type == GoType.Any || type == GoType.Reflected => Constant(frame, node),
            _ => throw frame.Fail($"can't handle {node} for arg of type {type}"),
        };
    }

    /// <summary>Whether a value may be passed for a parameter; the value as that parameter sees it.</summary>
    public static GoValue Check(Frame frame, GoValue value, GoType type)
    {
        if (value.IsNil) return type.CanBeNil ? default : throw frame.Fail($"invalid value; expected {type}");
        if (!value.Type!.AssignableTo(type)) throw frame.Fail($"wrong type for value; expected {type}; got {value.Type}");
        return value;
    }

    /// <summary>The type that a constant has by itself.</summary>
    public static GoValue Ideal(Frame frame, NumberNode number)
    {
        frame.At = number;
        if (number.Complex is { } complex) return new GoValue(GoType.Complex128, complex);
        if (number is { LooksFloat: true, Float: { } real }) return GoValue.Of(real);
        if (number.Integer is { } whole) return GoValue.Of(whole);
        throw frame.Fail(number.Unsigned ? $"{number.Text} overflows int" : $"illegal number {number.Text}");
    }

    private static GoValue Constant(Frame frame, Node node) => node switch
    {
        BoolNode flag => GoValue.Of(flag.Value),
        NumberNode number => Ideal(frame, number),
        StringNode text => GoValue.Of(text.Text),
        _ => throw frame.Fail($"can't handle assignment of {node} to empty interface argument"),
    };
}
