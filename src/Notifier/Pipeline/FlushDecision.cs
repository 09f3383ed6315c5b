using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What one flush decided, stage by stage, and for each integration.</summary>
internal sealed record FlushDecision
{
    /// <summary>Of more alerts only the numbers are kept.</summary>
    public const int MaxAlerts = 1000;

    public required Guid Id { get; init; }

    /// <inheritdoc cref="Delivery.GroupId"/>
    public required string GroupId { get; init; }

    public required string GroupKey { get; init; }

    public required string RouteId { get; init; }

    public required string Receiver { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Fingerprints that went in; of very large groups the first ones.</summary>
    public required IReadOnlyList<ulong> Alerts { get; init; }

    public required int AlertCount { get; init; }

    /// <summary>Stages that dropped something, in order.</summary>
    public required IReadOnlyList<StageVerdict> Stages { get; init; }

    public required IReadOnlyList<IntegrationVerdict> Integrations { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>How often the group was flushed then; null when it was not written down.</summary>
    public TimeSpan? Every { get; init; }

    public static FlushDecision Of(Guid id, GroupFlush flush, GroupJudgement judged, IReadOnlyList<IntegrationVerdict> verdicts, bool succeeded) => new()
    {
        Id = id,
        GroupId = flush.GroupId,
        GroupKey = flush.GroupKey,
        RouteId = flush.Route.Id,
        Receiver = flush.Route.Receiver,
        At = flush.Now,
        AlertCount = flush.Alerts.Count,
        Alerts = [.. flush.Alerts.Take(MaxAlerts).Select(alert => alert.Fingerprint)],
        Stages = [.. judged.Stages.Select(stage => new StageVerdict(stage.Stage, [.. stage.Dropped.Take(MaxAlerts)]) { Count = stage.Dropped.Count })],
        Integrations = verdicts,
        Succeeded = succeeded,
        Every = flush.Route.GroupInterval,
    };
}

/// <param name="Stage">Such as <c>inhibit</c> or <c>silence</c>.</param>
/// <param name="Dropped">Of very many the first ones.</param>
internal sealed record StageVerdict(string Stage, IReadOnlyList<DroppedAlert> Dropped)
{
    /// <summary>How many it dropped.</summary>
    public int Count { get; init; } = Dropped.Count;
}

/// <param name="By">What dropped it: ids of silences, a fingerprint, names of intervals.</param>
internal sealed record DroppedAlert(ulong Fingerprint, string Why, IReadOnlyList<string> By);

/// <param name="Reason">Why it was sent, or why there was nothing to send.</param>
internal sealed record IntegrationVerdict(string Integration, int Index, bool Send, string Reason, DeliveryState? Outcome, Guid? DeliveryId)
{
    /// <summary>Whose integration it is; another than the route's when it stood in for that.</summary>
    public string Receiver { get; init; } = "";
}
