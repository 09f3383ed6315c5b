namespace Tocsin.PromQL.Execution;

/// <summary>Ends an evaluation with a text for the person who asked. Never leaves the engine.</summary>
internal sealed class QueryException(string message) : Exception(message)
{
    public const string SameLabels = "vector cannot contain metrics with the same labelset";
}
