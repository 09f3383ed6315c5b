namespace Tocsin.Engine.Rules;

/// <summary>How the last evaluation of a rule went.</summary>
internal enum RuleHealth
{
    Unknown,
    Ok,
    Err,
}

/// <summary>What is known about a rule's last evaluation; swapped as a whole.</summary>
/// <param name="LastEvaluation">Ms since the epoch; 0 is never.</param>
internal sealed record RuleState(RuleHealth Health, string LastError, TimeSpan EvaluationTime, long LastEvaluation)
{
    public static readonly RuleState Initial = new(RuleHealth.Unknown, "", TimeSpan.Zero, 0);
}
