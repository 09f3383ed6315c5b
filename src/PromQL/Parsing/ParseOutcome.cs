namespace Tocsin.PromQL.Parsing;

/// <summary>The syntax tree of a query, or the error; exactly one of them.</summary>
public sealed record ParseOutcome(Expression? Expression, ParseError? Error);
