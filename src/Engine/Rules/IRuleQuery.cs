namespace Tocsin.Engine.Rules;

/// <summary>
/// Where rules get their vectors from: our own PromQL here, another server's query API later.
/// </summary>
internal interface IRuleQuery
{
    /// <summary>Evaluates at one instant (ms since the epoch). Errors of the expression or the storage are in the result.</summary>
    ValueTask<RuleQueryResult> RunAsync(GroupKey group, string expr, long time, CancellationToken cancel);
}

/// <param name="Samples">A vector; a scalar comes as one sample without labels.</param>
/// <param name="Error">Null when the query succeeded.</param>
internal sealed record RuleQueryResult(IReadOnlyList<RuleSample> Samples, string? Error, IReadOnlyList<string> Warnings)
{
    public static RuleQueryResult Failed(string error) => new([], error, []);
}
