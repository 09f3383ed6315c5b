namespace Tocsin.PromQL.Parsing;

/// <summary>Leaves the recursive descent at the first error; never leaves the parser.</summary>
internal sealed class ParseFailure(TextRange position, string message) : Exception(message)
{
    public TextRange Position { get; } = position;
}
