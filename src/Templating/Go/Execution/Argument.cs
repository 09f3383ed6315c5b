using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>An argument: a constant takes the parameter's type when it can; any other value must have it.</summary>
/// <param name="value">Null for constants (but the dot), which become values only when the parameter's type is known.</param>
internal sealed class Argument(Node node, Expression? value)
{
    private GoValue _lastConstant;

    public Node Node => node;

    public GoValue Evaluate(Frame frame, GoValue dot, GoType type)
    {
        frame.At = node;
        if (value is not null) return Check(frame, value.Evaluate(frame, dot, default), type);
        if (node is NilNode) return type.CanBeNil ? Nil(type) : throw frame.Fail($"cannot assign nil to {type}");
        return Constant(frame, type);
    }

    /// <summary>Whether a value may be passed for a parameter; the value as that parameter sees it.</summary>
    public static GoValue Check(Frame frame, GoValue value, GoType type)
    {
        if (value.IsNil && value.Held && !GoType.Any.AssignableTo(type) && type != GoType.Reflected)
            throw frame.Fail($"wrong type for value; expected {type}; got {GoType.Any}");
        if (value.IsNil) return type == GoType.Reflected ? value : type.CanBeNil ? Nil(type) : throw frame.Fail($"invalid value; expected {type}");
        if (value.Type!.AssignableTo(type)) return value.Held ? value with { Held = false } : value;
        throw frame.Fail($"wrong type for value; expected {type}; got {value.Type}");
    }

    /// <summary>A list or map without elements, so that functions need not look for nothing.</summary>
    private static GoValue Nil(GoType type) => type.Kind is GoKind.Slice or GoKind.Map ? GoValue.ZeroOf(type) : default;

    private GoValue Constant(Frame frame, GoType type) => type.Kind switch
    {
        GoKind.Bool => node is BoolNode flag ? new GoValue(type, flag.Value) : throw frame.Fail($"expected bool; found {node}"),
        GoKind.String => node is StringNode text ? new GoValue(type, text.Text) : throw frame.Fail($"expected string; found {node}"),
        GoKind.Int => node is NumberNode { Integer: { } whole } ? GoValue.Whole(type, whole) : throw frame.Fail($"expected integer; found {node}"),
        GoKind.Float => node is NumberNode { Float: { } real } ? new GoValue(type, real) : throw frame.Fail($"expected float; found {node}"),
        _ when type == GoType.Any || type == GoType.Reflected => Ideal(frame),
        _ => throw frame.Fail($"can't handle {node} for arg of type {type}"),
    };

    private GoValue Ideal(Frame frame) => node switch
    {
        BoolNode flag => GoValue.Of(flag.Value),
        StringNode text => GoValue.Of(text.Text),
        NumberNode number => Number(frame, number),
        _ => throw frame.Fail($"can't handle assignment of {node} to empty interface argument"),
    };

    private GoValue Number(Frame frame, NumberNode number)
    {
        if (_lastConstant.IsNil)
        {
            if (!TryIdeal(number, out GoValue ideal, out string? problem)) throw frame.Fail(problem);
            _lastConstant = ideal;
        }
        return _lastConstant;
    }

    /// <summary>The type that a constant has by itself.</summary>
    public static bool TryIdeal(NumberNode number, out GoValue value, out string problem)
    {
        problem = "";
        if (number.Complex is { } complex) value = new GoValue(GoType.Complex128, complex);
        else if (number is { LooksFloat: true, Float: { } real }) value = GoValue.Of(real);
        else if (number.Integer is { } whole) value = GoValue.Of(whole);
        else
        {
            value = default;
            problem = number.Unsigned ? $"{number.Text} overflows int" : $"illegal number {number.Text}";
            return false;
        }
        return true;
    }
}
