using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary><c>.A.B</c> of something; arguments belong to the last name.</summary>
internal sealed class MembersExpression(Node node, Expression start, Member[] members, Argument[] arguments, bool piped) : Expression
{
    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        frame.At = node;
        GoValue value = start.Evaluate(frame, dot, default);
        for (int i = 0; i < members.Length - 1; i++) value = members[i].Read(frame, dot, value, node, [], false, default);
        return members[^1].Read(frame, dot, value, node, arguments, piped, final);
    }
}

/// <summary>One name behind a dot. What it means is looked up once for each type it meets: nearly always the same one.</summary>
internal sealed class Member(string name)
{
    private sealed record Meaning(GoType Type, GoFunction? Method, GoField? Field);

    private Meaning? _last;

    public GoValue Read(Frame frame, GoValue dot, GoValue receiver, Node node, Argument[] arguments, bool piped, GoValue final)
    {
        if (receiver.Type is not { } type)
            return receiver.Held ? throw frame.Fail($"nil pointer evaluating {GoType.Any}.{name}") : default(GoValue);
        Meaning meaning = _last is { } last && last.Type == type ? last : LookUp(type);
        if (meaning.Method is { } method) return FunctionCall.Invoke(frame, dot, method, receiver, node, arguments, piped, final);
        bool hasArguments = arguments.Length > 0 || piped;
        if (meaning.Field is { } field)
        {
            if (hasArguments) throw frame.Fail($"{name} has arguments but cannot be invoked as function");
            return field.Read(receiver.Data!);
        }
        if (type.Kind != GoKind.Map) throw frame.Fail($"can't evaluate field {name} in type {(receiver.Held ? GoType.Any : type)}");
        if (hasArguments) throw frame.Fail($"{name} is not a method but has arguments");
        if (!receiver.AsMap().TryGet(name, out GoValue found)) found = GoValue.ZeroOf(type.Element!);
        return type.Element == GoType.Any ? found with { Held = true } : found;
    }

    private Meaning LookUp(GoType type) => _last = new Meaning(type, type.Methods.GetValueOrDefault(name), type.Field(name));
}
