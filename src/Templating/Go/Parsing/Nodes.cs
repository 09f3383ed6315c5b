using System.Numerics;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>A part of a parsed template. Its text is what errors quote. Immutable.</summary>
/// <param name="Position">Index in the source where errors point.</param>
/// <param name="Line">From 1.</param>
internal abstract record Node(int Position, int Line);

internal sealed record ListNode(int Position, int Line, IReadOnlyList<Node> Nodes) : Node(Position, Line)
{
    public override string ToString() => string.Concat(Nodes);
}

internal sealed record TextNode(int Position, int Line, string Text) : Node(Position, Line)
{
    public override string ToString() => Text;
}

internal sealed record ActionNode(int Position, int Line, PipeNode Pipe) : Node(Position, Line)
{
    public override string ToString() => "{{" + Pipe + "}}";
}

internal sealed record PipeNode(int Position, int Line, bool IsAssign, IReadOnlyList<VariableNode> Declarations, IReadOnlyList<CommandNode> Commands)
    : Node(Position, Line)
{
    public override string ToString() =>
        (Declarations.Count > 0 ? string.Join(", ", Declarations) + (IsAssign ? " = " : " := ") : "") + string.Join(" | ", Commands);
}

internal sealed record CommandNode(int Position, int Line, IReadOnlyList<Node> Arguments) : Node(Position, Line)
{
    public override string ToString() => string.Join(" ", Arguments.Select(a => a is PipeNode ? "(" + a + ")" : a.ToString()));
}

internal sealed record IdentifierNode(int Position, int Line, string Name) : Node(Position, Line)
{
    public override string ToString() => Name;
}

/// <param name="Names">The variable with its dollar sign, then fields.</param>
internal sealed record VariableNode(int Position, int Line, IReadOnlyList<string> Names) : Node(Position, Line)
{
    public override string ToString() => string.Join(".", Names);
}

internal sealed record FieldNode(int Position, int Line, IReadOnlyList<string> Names) : Node(Position, Line)
{
    public override string ToString() => "." + string.Join(".", Names);
}

/// <summary>Fields of what a parenthesised pipeline or a function without arguments gives.</summary>
internal sealed record ChainNode(int Position, int Line, Node Start, IReadOnlyList<string> Names) : Node(Position, Line)
{
    public override string ToString() => (Start is PipeNode ? "(" + Start + ")" : Start.ToString()) + "." + string.Join(".", Names);
}

internal sealed record DotNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => ".";
}

internal sealed record NilNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => "nil";
}

internal sealed record BoolNode(int Position, int Line, bool Value) : Node(Position, Line)
{
    public override string ToString() => Value ? "true" : "false";
}

internal sealed record StringNode(int Position, int Line, string Quoted, string Text) : Node(Position, Line)
{
    public override string ToString() => Quoted;
}

/// <summary>A constant; which of its readings counts depends on where it stands. Null: it cannot be read so.</summary>
internal sealed record NumberNode(int Position, int Line, string Text) : Node(Position, Line)
{
    public long? Integer { get; init; }

    public bool Unsigned { get; init; }

    public double? Float { get; init; }

    public Complex? Complex { get; init; }

    /// <summary>Written as a floating-point number, so that it stays one where any type will do.</summary>
    public bool LooksFloat => !Text.StartsWith('\'') && !IsHexInteger && Text.AsSpan().ContainsAny(".eEpP");

    private bool IsHexInteger => Text.Length > 2 && Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !Text.AsSpan().ContainsAny("pP");

    public override string ToString() => Text;
}

internal sealed record BranchNode(int Position, int Line, BranchKind Kind, PipeNode Pipe, ListNode Body, ListNode? Else) : Node(Position, Line)
{
    public override string ToString() =>
        "{{" + KindName + " " + Pipe + "}}" + Body + (Else is null ? "" : "{{else}}" + Else) + "{{end}}";

    public string KindName => Kind switch { BranchKind.If => "if", BranchKind.With => "with", _ => "range" };
}

internal enum BranchKind
{
    If,
    With,
    Range,
}

internal sealed record BreakNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => "{{break}}";
}

internal sealed record ContinueNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => "{{continue}}";
}

internal sealed record TemplateNode(int Position, int Line, string Name, PipeNode? Pipe) : Node(Position, Line)
{
    /// <summary>Stands in a document whose values are escaped.</summary>
    public bool InHtml { get; init; }

    public override string ToString() => "{{template " + Values.GoQuote.Quote(Name) + (Pipe is null ? "" : " " + Pipe) + "}}";
}

/// <summary>Ends a list; never part of a finished tree.</summary>
internal sealed record EndNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => "{{end}}";
}

/// <summary>Separates two lists; never part of a finished tree.</summary>
internal sealed record ElseNode(int Position, int Line) : Node(Position, Line)
{
    public override string ToString() => "{{else}}";
}
