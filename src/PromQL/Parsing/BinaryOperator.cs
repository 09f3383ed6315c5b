namespace Tocsin.PromQL.Parsing;

/// <summary>Operators between two operands.</summary>
public enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    TrimUpper,
    TrimLower,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    And,
    Or,
    Unless,
}

/// <summary>How the series of the two sides belong together.</summary>
public enum MatchCardinality
{
    OneToOne,
    ManyToOne,
    OneToMany,
    ManyToMany,
}

/// <param name="Labels">The labels of <c>on</c> or <c>ignoring</c>.</param>
/// <param name="On">Whether they are those of <c>on</c>.</param>
/// <param name="Include">The labels that <c>group_left</c> or <c>group_right</c> takes over from the "one" side.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, IReadOnlyList<string> Labels, bool On, IReadOnlyList<string> Include)
{
    /// <summary>The value that stands for a missing left side (<c>fill_left</c>); null: a missing side gives nothing.</summary>
    public double? FillLeft { get; init; }

    /// <summary>The value that stands for a missing right side (<c>fill_right</c>).</summary>
    public double? FillRight { get; init; }
}

/// <summary>The text and rank of operators.</summary>
public static class BinaryOperators
{
    public static string Text(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.Power => "^",
        BinaryOperator.Atan2 => "atan2",
        BinaryOperator.TrimUpper => "</",
        BinaryOperator.TrimLower => ">/",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Greater => ">",
        BinaryOperator.Less => "<",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.And => "and",
        BinaryOperator.Or => "or",
        _ => "unless",
    };

    /// <summary>Higher binds tighter.</summary>
    public static int Precedence(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        >= BinaryOperator.TrimUpper and <= BinaryOperator.LessOrEqual => 3,
        BinaryOperator.Add or BinaryOperator.Subtract => 4,
        BinaryOperator.Power => 6,
        _ => 5,
    };

    public static bool IsComparison(BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.LessOrEqual;

    public static bool IsTrim(BinaryOperator op) => op is BinaryOperator.TrimUpper or BinaryOperator.TrimLower;

    /// <summary>The result is the sample of one side, or a part of it: it keeps its name.</summary>
    public static bool KeepsLabels(BinaryOperator op) => IsComparison(op) || IsTrim(op);

    public static bool IsSet(BinaryOperator op) => op >= BinaryOperator.And;
}
