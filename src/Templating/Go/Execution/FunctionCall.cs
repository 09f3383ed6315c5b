using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>A call of a function by its name.</summary>
internal sealed class FunctionCall(GoFunction function, Node name, Node command, Argument[] arguments, bool piped) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = name;
        return Invoke(frame, dot, function, null, command, arguments, piped, final);
    }

    /// <param name="receiver">Of a method; becomes the first of the values.</param>
    /// <param name="node">What errors of the call itself point at.</param>
    public static GoValue Invoke(
        Frame frame, GoValue dot, GoFunction function, GoValue? receiver, Node node, Argument[] arguments, bool piped, GoValue final)
    {
        int given = arguments.Length;
        int count = piped ? given + 1 : given;
        CheckCount(frame, function, given, count);
        if (function.Refusal is { } refusal) throw frame.Fail(refusal);
        int shift = receiver is null ? 0 : 1;
        var values = new GoValue[count + shift];
        if (receiver is { } self) values[0] = self;
        for (int i = 0; i < given; i++) values[i + shift] = arguments[i].Evaluate(frame, dot, Parameter(function, i));
        if (piped) values[^1] = Argument.Check(frame, final, Parameter(function, count - 1));
        try
        {
            GoValue result = function.Body(values, frame.Run);
            if (result.Data is string text) frame.Run.Charge(text.Length);
            return result;
        }
        catch (Exception e) when (e is GoFailure or ArithmeticException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // What is not a failure of ours is a value at the edge of what .NET takes: Go catches its panics here just so.
            throw frame.Fail(node, $"error calling {function.Name}: {e.Message}");
        }
    }

    public static void CheckCount(Frame frame, GoFunction function, int given, int count)
    {
        int wanted = function.Parameters.Length;
        if (function.Variadic)
        {
            if (count < wanted - 1) throw frame.Fail($"wrong number of args for {function.Name}: want at least {wanted - 1} got {given}");
        }
        else if (count != wanted) throw frame.Fail($"wrong number of args for {function.Name}: want {wanted} got {count}");
    }

    private static GoType Parameter(GoFunction function, int index) =>
        function.Parameters[Math.Min(index, function.Parameters.Length - 1)];
}

/// <summary><c>and</c>, <c>or</c>: arguments are evaluated only until one decides.</summary>
internal sealed class JunctionExpression(GoFunction function, Node name, Argument[] arguments, bool piped) : Expression
{
    private readonly bool _stopAt = function.Name == "or";

    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = name;
        FunctionCall.CheckCount(frame, function, arguments.Length, arguments.Length + (piped ? 1 : 0));
        GoValue value = default;
        foreach (Argument argument in arguments)
        {
            value = argument.Evaluate(frame, dot, GoType.Reflected);
            if (value.IsTrue() == _stopAt) return value;
        }
        return piped ? final : value;
    }
}

/// <summary><c>call</c>: no value that a template can get hold of is a function, so it comes to an error in the end.</summary>
internal sealed class CallOfValue(GoFunction function, Node name, Node command, Argument[] arguments, bool piped) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = name;
        FunctionCall.CheckCount(frame, function, arguments.Length, arguments.Length + (piped ? 1 : 0));
        var values = new GoValue[arguments.Length];
        for (int i = 0; i < values.Length; i++) values[i] = arguments[i].Evaluate(frame, dot, GoType.Reflected);
        GoValue callee = values.Length > 0 ? values[0] : final;
        if (callee.IsNil) throw frame.Fail(command, "error calling call: call of nil");
        string text = arguments.Length > 0 ? Shown(arguments[0].Node) : GoFormat.Print([callee], frame.Run);
        throw frame.Fail(command, $"error calling call: non-function {text} of type {callee.Type}");
    }

    private static string Shown(Node node) => node.ToString()!;
}
