using Tocsin.Model.Matchers;

namespace Tocsin.PromQL.Parsing;

/// <summary>What an expression evaluates to.</summary>
public enum ExpressionType
{
    Scalar,
    String,
    Vector,
    Matrix,
}

/// <summary>A node of the syntax tree. <see cref="object.ToString"/> gives PromQL back.</summary>
public abstract record Expression(TextRange Position)
{
    public abstract ExpressionType Type { get; }

    public sealed override string ToString() => ExpressionPrinter.Print(this);

    /// <summary>What stands inside the parentheses around it, if any.</summary>
    internal Expression Unwrapped
    {
        get
        {
            Expression inner = this;
            while (inner is Parentheses parentheses) inner = parentheses.Inner;
            return inner;
        }
    }
}

/// <param name="IsDuration">Written as a duration (<c>5m</c>), which is that many seconds.</param>
public sealed record NumberLiteral(double Value, bool IsDuration, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.Scalar;
}

public sealed record StringLiteral(string Value, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.String;
}

/// <param name="Name">The metric name when it was written in front of the braces, else empty.</param>
/// <param name="Matchers">All conditions, the one on the name included.</param>
public sealed record VectorSelector(string Name, IReadOnlyList<Matcher> Matchers, TimeModifiers Modifiers, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.Vector;
}

/// <param name="Window">How far back the range reaches.</param>
public sealed record MatrixSelector(VectorSelector Vector, DurationExpression Window, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.Matrix;
}

/// <param name="Resolution">Null: the engine's default evaluation interval.</param>
public sealed record Subquery(Expression Inner, DurationExpression Window, DurationExpression? Resolution, TimeModifiers Modifiers, TextRange Position)
    : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.Matrix;
}

public sealed record Call(FunctionSignature Function, IReadOnlyList<Expression> Arguments, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => Function.Returns;
}

/// <param name="Parameter">The first argument of topk, bottomk, quantile, count_values, limitk and limit_ratio.</param>
public sealed record Aggregation(
    AggregationOperator Operator, Expression Inner, Expression? Parameter, IReadOnlyList<string> Grouping, bool Without, TextRange Position)
    : Expression(Position)
{
    public override ExpressionType Type => ExpressionType.Vector;
}

/// <param name="Matching">Null unless both sides are vectors.</param>
public sealed record BinaryExpression(
    BinaryOperator Operator, Expression Left, Expression Right, VectorMatching? Matching, bool ReturnBool, TextRange Position) : Expression(Position)
{
    /// <summary>Where the operator itself stands.</summary>
    public TextRange OperatorPosition { get; init; }

    public override ExpressionType Type =>
        Left.Type == ExpressionType.Scalar && Right.Type == ExpressionType.Scalar ? ExpressionType.Scalar : ExpressionType.Vector;
}

public sealed record UnaryExpression(bool Negative, Expression Inner, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => Inner.Type;
}

public sealed record Parentheses(Expression Inner, TextRange Position) : Expression(Position)
{
    public override ExpressionType Type => Inner.Type;
}
