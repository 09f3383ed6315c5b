using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Turns pipelines, commands and operands into expressions.</summary>
internal sealed class PipelineCompiler(Scope scope, FunctionTable functions)
{
    private static readonly DotExpression Dot = new(null);

    public PipeExpression Compile(PipeNode pipe) => Compile(pipe, pipe.Commands.Count);

    /// <param name="count">Only so many of its commands.</param>
    public PipeExpression Compile(PipeNode pipe, int count, bool nested = false)
    {
        var commands = new Expression[count];
        for (int i = 0; i < count; i++) commands[i] = Command(pipe.Commands[i], piped: i > 0);
        int[] slots = [.. pipe.Declarations.Select(v => pipe.IsAssign ? scope.Find(v.Names[0]) : scope.Declare(v.Names[0]))];
        return new PipeExpression(pipe, commands, slots, nested);
    }

    private Expression Command(CommandNode command, bool piped)
    {
        Node first = command.Arguments[0];
        bool hasArguments = command.Arguments.Count > 1 || piped;
        switch (first)
        {
            case IdentifierNode name: return Function(name, command, Arguments(command), piped);
            case FieldNode field: return new MembersExpression(field, Dot, Members(field.Names, 0), Arguments(command), piped);
            case VariableNode { Names.Count: > 1 } variable:
                return new MembersExpression(variable, Variable(variable), Members(variable.Names, 1), Arguments(command), piped);
            case ChainNode chain:
                return chain.Start is NilNode
                    ? new FailingExpression(chain, $"indirection through explicit nil in {chain}")
                    : new MembersExpression(chain, Operand(chain.Start), Members(chain.Names, 0), Arguments(command), piped);
        }
        // Of a pipeline in parentheses, Go points at the whole.
        return hasArguments ? new FailingExpression(first is PipeNode ? null : first, $"can't give argument to non-function {first}") : Operand(first);
    }

    /// <summary>A value by itself, without arguments.</summary>
    private Expression Operand(Node node)
    {
        switch (node)
        {
            case DotNode: return new DotExpression(node);
            case BoolNode flag: return new ConstantExpression(node, GoValue.Of(flag.Value));
            case StringNode text: return new ConstantExpression(node, GoValue.Of(text.Text));
            case NilNode: return new FailingExpression(node, "nil is not a command");
            case NumberNode number:
                return Argument.TryIdeal(number, out GoValue value, out string problem) ? new ConstantExpression(node, value) : new FailingExpression(node, problem);
            case VariableNode { Names.Count: 1 } variable: return Variable(variable);
            case PipeNode pipe: return Compile(pipe, pipe.Commands.Count, nested: true);
            case IdentifierNode name: return Function(name, name, [], piped: false);
            default: return Command(new CommandNode(node.Position, node.Line, [node]), piped: false);
        }
    }

    private Expression Variable(VariableNode variable)
    {
        int slot = scope.Find(variable.Names[0]);
        return slot >= 0 ? new VariableExpression(variable, slot) : new FailingExpression(variable, $"undefined variable: {variable.Names[0]}");
    }

    private Expression Function(IdentifierNode name, Node command, Argument[] arguments, bool piped)
    {
        if (!functions.TryGet(name.Name, out GoFunction? function))
            return new FailingExpression(name, $"{GoQuote.Quote(name.Name)} is not a defined function");
        return function switch
        {
            { BuiltIn: true, Name: "and" or "or" } => new JunctionExpression(function, name, arguments, piped),
            { BuiltIn: true, Name: "call" } => new CallOfValue(function, name, command, arguments, piped),
            _ => new FunctionCall(function, name, command, arguments, piped),
        };
    }

    private Argument[] Arguments(CommandNode command)
    {
        var arguments = new Argument[command.Arguments.Count - 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            Node node = command.Arguments[i + 1];
            bool isConstant = node is NilNode or BoolNode or StringNode or NumberNode;
            arguments[i] = new Argument(node, isConstant ? null : Operand(node));
        }
        return arguments;
    }

    private static Member[] Members(IReadOnlyList<string> names, int from) => [.. names.Skip(from).Select(name => new Member(name))];
}
