using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>Which rule of which group: <paramref name="Identity"/> is <see cref="RuleModel.Identity"/>, with <c>#n</c> for the n-th of equal ones.</summary>
internal readonly record struct RuleKey(GroupKey Group, string Identity);

/// <summary>What a restart must know of an alert. Times in ms since the epoch, 0 is never.</summary>
internal sealed record StoredAlert
{
    public required RuleKey Rule { get; init; }

    public required string RuleName { get; init; }

    public required LabelSet Labels { get; init; }

    public required LabelSet Annotations { get; init; }

    public required AlertState State { get; init; }

    public required double Value { get; init; }

    public required long ActiveAt { get; init; }

    public long FiredAt { get; init; }

    public long KeepFiringSince { get; init; }

    public long LastSentAt { get; init; }

    public long ResolvedAt { get; init; }

    public ActiveAlert Revive() => new(Labels, ActiveAt)
    {
        Annotations = Annotations,
        State = State,
        Value = Value,
        FiredAt = FiredAt,
        KeepFiringSince = KeepFiringSince,
        LastSentAt = LastSentAt,
        ResolvedAt = ResolvedAt,
        Changed = false,
    };

    public static StoredAlert Of(ActiveAlert alert, RuleKey rule, string ruleName) => new()
    {
        Rule = rule,
        RuleName = ruleName,
        Labels = alert.Labels,
        Annotations = alert.Annotations,
        State = alert.State,
        Value = alert.Value,
        ActiveAt = alert.ActiveAt,
        FiredAt = alert.FiredAt,
        KeepFiringSince = alert.KeepFiringSince,
        LastSentAt = alert.LastSentAt,
        ResolvedAt = alert.ResolvedAt,
    };
}

/// <summary>What one evaluation changed; written as one batch.</summary>
internal sealed record AlertStateChanges(IReadOnlyList<StoredAlert> Saved, IReadOnlyList<(RuleKey Rule, LabelSet Labels)> Removed)
{
    public bool IsEmpty => Saved.Count == 0 && Removed.Count == 0;
}

/// <summary>Keeps the state of alerts over restarts. No method throws because the database is away.</summary>
internal interface IAlertStateStore
{
    /// <summary>All stored alerts of a group; null when the database is away now.</summary>
    ValueTask<IReadOnlyList<StoredAlert>?> LoadAsync(GroupKey group, CancellationToken cancel);

    /// <summary>Writes a batch. What cannot be written now is kept in memory and written later, newest state first to count.</summary>
    ValueTask SaveAsync(AlertStateChanges changes, CancellationToken cancel);

    /// <summary>Removes the state of all groups but these.</summary>
    ValueTask KeepOnlyAsync(IReadOnlyCollection<GroupKey> groups, CancellationToken cancel);
}
