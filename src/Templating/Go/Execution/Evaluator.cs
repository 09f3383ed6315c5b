using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Evaluates pipelines: the value of each command becomes the last argument of the next.</summary>
internal sealed class Evaluator
{
    private readonly FunctionTable _functions;
    private readonly GoRun _run;
    private readonly Arguments _arguments;

    public Evaluator(FunctionTable functions, GoRun run)
    {
        _functions = functions;
        _run = run;
        _arguments = new Arguments(this);
    }

    public GoValue Pipe(Frame frame, GoValue dot, PipeNode pipe)
    {
        _run.CheckDepth(frame.Depth);
        frame.At = pipe;
        GoValue? value = null;
        foreach (CommandNode command in pipe.Commands) value = Command(frame, dot, command, value);
        GoValue result = value ?? default;
        foreach (VariableNode variable in pipe.Declarations)
        {
            if (pipe.IsAssign) frame.Set(variable.Names[0], result);
            else frame.Push(variable.Names[0], result);
        }
        return result;
    }

    /// <summary>A name without arguments where a value is wanted.</summary>
    public GoValue Operand(Frame frame, GoValue dot, Node node) => node switch
    {
        FieldNode field => Field(frame, dot, field, [node], null),
        VariableNode variable => Variable(frame, dot, variable, [node], null),
        ChainNode chain => Chain(frame, dot, chain, [node], null),
        IdentifierNode identifier => Function(frame, dot, identifier, identifier, [node], null),
        PipeNode pipe => Pipe(frame, dot, pipe),
        _ => dot,
    };

    private GoValue Command(Frame frame, GoValue dot, CommandNode command, GoValue? final)
    {
        _run.Step();
        IReadOnlyList<Node> args = command.Arguments;
        switch (args[0])
        {
            case FieldNode field: return Field(frame, dot, field, args, final);
            case ChainNode chain: return Chain(frame, dot, chain, args, final);
            case IdentifierNode identifier: return Function(frame, dot, identifier, command, args, final);
            case PipeNode pipe:
                NotAFunction(frame, args, final);
                return Pipe(frame, dot, pipe);
            case VariableNode variable: return Variable(frame, dot, variable, args, final);
        }
        frame.At = args[0];
        NotAFunction(frame, args, final);
        return args[0] switch
        {
            BoolNode flag => GoValue.Of(flag.Value),
            DotNode => dot,
            NilNode => throw frame.Fail("nil is not a command"),
            NumberNode number => Arguments.Ideal(frame, number),
            StringNode text => GoValue.Of(text.Text),
            _ => throw frame.Fail($"can't evaluate command {GoQuote.Quote(args[0].ToString()!)}"),
        };
    }

    private GoValue Field(Frame frame, GoValue dot, FieldNode field, IReadOnlyList<Node> args, GoValue? final)
    {
        frame.At = field;
        return Fields(frame, dot, dot, field, field.Names, 0, args, final);
    }

    private GoValue Chain(Frame frame, GoValue dot, ChainNode chain, IReadOnlyList<Node> args, GoValue? final)
    {
        frame.At = chain;
        if (chain.Start is NilNode) throw frame.Fail($"indirection through explicit nil in {chain}");
        GoValue start = Operand(frame, dot, chain.Start);
        return Fields(frame, dot, start, chain, chain.Names, 0, args, final);
    }

    private GoValue Variable(Frame frame, GoValue dot, VariableNode variable, IReadOnlyList<Node> args, GoValue? final)
    {
        frame.At = variable;
        GoValue value = frame.Get(variable.Names[0]);
        if (variable.Names.Count > 1) return Fields(frame, dot, value, variable, variable.Names, 1, args, final);
        NotAFunction(frame, args, final);
        return value;
    }

    private GoValue Fields(
        Frame frame, GoValue dot, GoValue receiver, Node node, IReadOnlyList<string> names, int from, IReadOnlyList<Node> args, GoValue? final)
    {
        for (int i = from; i < names.Count - 1; i++) receiver = OneField(frame, dot, receiver, node, names[i], [], null);
        return OneField(frame, dot, receiver, node, names[^1], args, final);
    }

    private GoValue OneField(Frame frame, GoValue dot, GoValue receiver, Node node, string name, IReadOnlyList<Node> args, GoValue? final)
    {
        if (receiver.Type is not { } type) return default;
        if (type.Methods.TryGetValue(name, out GoFunction? method)) return Call(frame, dot, method, receiver, node, args, final);
        bool hasArguments = args.Count > 1 || final is not null;
        if (type.Field(name) is { } field)
        {
            if (hasArguments) throw frame.Fail($"{name} has arguments but cannot be invoked as function");
            return field.Read(receiver.Data!);
        }
        if (type.Kind == GoKind.Map)
        {
            if (hasArguments) throw frame.Fail($"{name} is not a method but has arguments");
            return receiver.AsMap().TryGet(name, out GoValue found) ? found : GoValue.ZeroOf(type.Element!);
        }
        throw frame.Fail($"can't evaluate field {name} in type {type}");
    }

    private GoValue Function(Frame frame, GoValue dot, IdentifierNode name, Node command, IReadOnlyList<Node> args, GoValue? final)
    {
        frame.At = name;
        if (!_functions.TryGet(name.Name, out GoFunction? function)) throw frame.Fail($"{GoQuote.Quote(name.Name)} is not a defined function");
        return Call(frame, dot, function, null, command, args, final);
    }

    private GoValue Call(Frame frame, GoValue dot, GoFunction function, GoValue? receiver, Node node, IReadOnlyList<Node> args, GoValue? final)
    {
        int given = Math.Max(args.Count - 1, 0);
        int count = given + (final is null ? 0 : 1);
        int wanted = function.Parameters.Length;
        if (function.Variadic && count < wanted - 1)
            throw frame.Fail($"wrong number of args for {function.Name}: want at least {wanted - 1} got {given}");
        if (!function.Variadic && count != wanted) throw frame.Fail($"wrong number of args for {function.Name}: want {wanted} got {count}");
        if (function is { BuiltIn: true, Name: "and" or "or" }) return Junction(frame, dot, args, final, function.Name == "or");

        int shift = receiver is null ? 0 : 1;
        var values = new GoValue[count + shift];
        if (receiver is { } self) values[0] = self;
        for (int i = 0; i < given; i++) values[i + shift] = _arguments.Evaluate(frame, dot, Parameter(function, i), args[i + 1]);
        if (final is { } last) values[^1] = Arguments.Check(frame, last, Parameter(function, count - 1));
        try
        {
            GoValue result = function.Body(values, _run);
            if (result.Data is string text) _run.CheckLength(text.Length);
            return result;
        }
        catch (Exception e) when (e is GoFailure or ArithmeticException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // What is not a failure of ours is a value at the edge of what .NET takes: Go catches its panics here just so.
            frame.At = node;
            throw frame.Fail($"error calling {function.Name}: {e.Message}");
        }
    }

    /// <summary>Arguments are evaluated only until one decides.</summary>
    private GoValue Junction(Frame frame, GoValue dot, IReadOnlyList<Node> args, GoValue? final, bool stopAt)
    {
        GoValue value = default;
        for (int i = 1; i < args.Count; i++)
        {
            value = _arguments.Evaluate(frame, dot, GoType.Reflected, args[i]);
            if (value.IsTrue() == stopAt) return value;
        }
        return final ?? value;
    }

    private static GoType Parameter(GoFunction function, int index) =>
        function.Parameters[Math.Min(index, function.Parameters.Length - 1)];

    private static void NotAFunction(Frame frame, IReadOnlyList<Node> args, GoValue? final)
    {
        if (args.Count > 1 || final is not null) throw frame.Fail($"can't give argument to non-function {args[0]}");
    }
}
