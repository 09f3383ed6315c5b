namespace Tocsin.PromQL.Parsing;

/// <summary>A piece of the query text: UTF-16 positions, the end not included.</summary>
public readonly record struct TextRange(int Start, int End);
