namespace Tocsin.PromQL.Parsing;

/// <summary>
/// What a function takes and gives. <paramref name="Variadic"/> counts how often the last parameter may be left out or repeated: 0 never,
/// n up to n of it, -1 any number.
/// </summary>
public sealed record FunctionSignature(
    string Name, IReadOnlyList<ExpressionType> Parameters, int Variadic, ExpressionType Returns, bool IsExperimental);
