using System.Runtime.CompilerServices;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>Reads pipelines: declarations, commands joined by bars, operands. Knows which variables are in sight.</summary>
internal sealed class PipelineParser(string name, TokenStream tokens, Func<string, bool> isFunction)
{
    private const int MaxDepth = 500;
    private List<string> _variables = ["$"];
    private int _depth;

    /// <summary>Where the action being read began; 0 outside.</summary>
    public int ActionLine { get; set; }

    public int VariableCount => _variables.Count;

    public IReadOnlyList<string> StartScope()
    {
        List<string> outer = _variables;
        _variables = ["$"];
        return outer;
    }

    public void EndScope(IReadOnlyList<string> outer) => _variables = [.. outer];

    public void DropVariables(int from) => _variables.RemoveRange(from, _variables.Count - from);

    /// <exception cref="ParseFailure"/>
    public PipeNode Parse(string context, TokenKind end)
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Fail($"pipelines nested deeper than {MaxDepth}");
        Token start = tokens.PeekNonSpace();
        var declared = new List<VariableNode>();
        bool isAssign = Declarations(context, declared);
        var commands = new List<CommandNode>();
        while (true)
        {
            Token token = tokens.NextNonSpace();
            if (token.Kind == end) break;
            if (!StartsOperand(token.Kind)) throw Unexpected(token, context);
            tokens.Back(token);
            commands.Add(Command());
        }
        CheckStages(commands, context);
        _depth--;
        return new PipeNode(start.Position, start.Line, isAssign, declared, commands);
    }

    public ParseFailure Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error) return Fail($"unexpected {token} in {context}");
        if (ActionLine == 0 || ActionLine == token.Line) return Fail(token.Text);
        string action = token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
        return Fail($"{token.Text}{action} started at {name}:{ActionLine}");
    }

    /// <summary>Whether the variables found are assigned to rather than declared.</summary>
    private bool Declarations(string context, List<VariableNode> declared)
    {
        while (tokens.PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            tokens.NextNonSpace();
            Token behind = tokens.Next();
            Token next = behind.Kind == TokenKind.Space ? tokens.NextNonSpace() : behind;
            bool isList = next is { Kind: TokenKind.Character, Text: "," };
            if (next.Kind is not (TokenKind.Assign or TokenKind.Declare) && !isList)
            {
                tokens.Back(next);
                if (behind.Kind == TokenKind.Space) tokens.Back(behind);
                tokens.Back(variable);
                return false;
            }
            declared.Add(new VariableNode(variable.Position, variable.Line, [variable.Text]));
            _variables.Add(variable.Text);
            if (!isList) return next.Kind == TokenKind.Assign;
            if (context != "range" || declared.Count >= 2) throw Fail($"too many declarations in {context}");
            if (tokens.PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParen))
                throw Fail("range can only initialize variables");
        }
        return false;
    }

    private void CheckStages(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0) throw Fail($"missing value for {context}");
        for (int i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
                throw Fail($"non executable command in pipeline stage {i + 1}");
        }
    }

    private CommandNode Command()
    {
        Token start = tokens.PeekNonSpace();
        var arguments = new List<Node>();
        while (true)
        {
            tokens.PeekNonSpace();
            if (Operand() is { } operand) arguments.Add(operand);
            Token token = tokens.Next();
            if (token.Kind == TokenKind.Space) continue;
            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParen) tokens.Back(token);
            else if (token.Kind != TokenKind.Pipe) throw Unexpected(token, "operand");
            break;
        }
        if (arguments.Count == 0) throw Fail("empty command");
        return new CommandNode(start.Position, start.Line, arguments);
    }

    private Node? Operand()
    {
        Node? node = Term();
        if (node is null || tokens.Peek().Kind != TokenKind.Field) return node;
        Token first = tokens.Peek();
        var fields = new List<string>();
        while (tokens.Peek().Kind == TokenKind.Field) fields.Add(tokens.Next().Text[1..]);
        return node switch
        {
            FieldNode field => new FieldNode(first.Position, first.Line, [.. field.Names, .. fields]),
            VariableNode variable => new VariableNode(first.Position, first.Line, [.. variable.Names, .. fields]),
            BoolNode or StringNode or NumberNode or NilNode or DotNode => throw Fail($"unexpected . after term {GoQuote.Quote(node.ToString()!)}"),
            _ => new ChainNode(first.Position, first.Line, node, fields),
        };
    }

    private Node? Term()
    {
        Token token = tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                if (!isFunction(token.Text)) throw Fail($"function {GoQuote.Quote(token.Text)} not defined");
                return new IdentifierNode(token.Position, token.Line, token.Text);
            case TokenKind.Dot: return new DotNode(token.Position, token.Line);
            case TokenKind.Nil: return new NilNode(token.Position, token.Line);
            case TokenKind.Variable:
                if (!_variables.Contains(token.Text)) throw Fail($"undefined variable {GoQuote.Quote(token.Text)}");
                return new VariableNode(token.Position, token.Line, [token.Text]);
            case TokenKind.Field: return new FieldNode(token.Position, token.Line, [token.Text[1..]]);
            case TokenKind.Bool: return new BoolNode(token.Position, token.Line, token.Text == "true");
            case TokenKind.CharacterConstant or TokenKind.Complex or TokenKind.Number:
                return NumberReader.Read(token, out string error) ?? throw Fail(error);
            case TokenKind.LeftParen: return Parse("parenthesized pipeline", TokenKind.RightParen);
            case TokenKind.String or TokenKind.RawString:
                if (!GoQuote.TryUnquote(token.Text, out string? text)) throw Fail("invalid syntax");
                return new StringNode(token.Position, token.Line, token.Text, text);
        }
        tokens.Back(token);
        return null;
    }

    private static bool StartsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharacterConstant or TokenKind.Complex
        or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString
        or TokenKind.String or TokenKind.Variable or TokenKind.LeftParen;

    private ParseFailure Fail(string reason) => new(name, tokens.Line, reason);
}
