namespace Tocsin.PromQL.Parsing;

/// <summary>A length of time inside brackets or after <c>offset</c>. Values are seconds.</summary>
public abstract record DurationExpression;

/// <param name="IsDuration">Written as a duration (<c>5m</c>), not as a number of seconds.</param>
public sealed record DurationLiteral(double Seconds, bool IsDuration) : DurationExpression;

/// <summary><c>step()</c>, or <c>range()</c>: the query's own resolution, or its length.</summary>
public sealed record DurationOfQuery(bool IsStep) : DurationExpression;

/// <summary>Arithmetic on durations: one of <c>+ - * / % ^</c>.</summary>
public sealed record DurationArithmetic(BinaryOperator Operator, DurationExpression Left, DurationExpression Right) : DurationExpression;

public sealed record DurationNegation(DurationExpression Inner) : DurationExpression;

public sealed record DurationParentheses(DurationExpression Inner) : DurationExpression;

/// <summary><c>min_of(a, b)</c> or <c>max_of(a, b)</c>.</summary>
public sealed record DurationExtreme(bool IsMax, DurationExpression Left, DurationExpression Right) : DurationExpression;
