using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>What an integration was last told about a group: the memory of deduplication.</summary>
internal sealed class NotificationLogRow : IRow
{
    public required string GroupId { get; init; }

    public required string Receiver { get; init; }

    public required string Integration { get; init; }

    public required int Index { get; init; }

    public required string GroupKey { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Fingerprints as JSON.</summary>
    public required string Firing { get; init; }

    /// <inheritdoc cref="Firing"/>
    public required string Resolved { get; init; }

    /// <summary>What the receiver asked to keep, as JSON.</summary>
    public required string Data { get; init; }

    /// <summary>Told as firing before and not as ended, besides <see cref="Firing"/>.</summary>
    public required string Opened { get; init; }

    public required DateTimeOffset KeptUntil { get; init; }

    object IRow.Key => (GroupId, Receiver, Integration, Index);

    string? IRow.NewerBy => nameof(At);
}

/// <summary>One notification to one integration: first as an intent, then with its result.</summary>
internal sealed class DeliveryRow : IRow
{
    /// <summary>Version 7: in order of time.</summary>
    public required Guid Id { get; init; }

    public required Guid FlushId { get; init; }

    public required string GroupId { get; init; }

    public required string GroupKey { get; init; }

    public required string RouteId { get; init; }

    public required string GroupLabels { get; init; }

    public required string Receiver { get; init; }

    public required string Integration { get; init; }

    public required int Index { get; init; }

    public required string Reason { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>Of the state, so that a filter is one value.</summary>
    public required DeliveryFate Result { get; init; }

    public required DeliveryOrigin Origin { get; init; }

    public Guid? RetryOf { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>What all its alerts share, as one JSON object.</summary>
    public required string CommonLabels { get; init; }

    public required string RouteLabels { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public required string Firing { get; init; }

    public required string Resolved { get; init; }

    /// <summary>The rendered message as JSON.</summary>
    public string? Message { get; init; }

    public required int AttemptCount { get; init; }

    /// <summary>The last attempts as JSON.</summary>
    public required string Attempts { get; init; }

    public required string Error { get; init; }

    object IRow.Key => Id;

    // What is out has one attempt more than all that failed before it: neither an intent nor a failed attempt that comes late undoes it.
    string? IRow.NewerBy => nameof(AttemptCount);
}

/// <summary>Finds the deliveries that told of an alert.</summary>
internal sealed class DeliveryAlertRow : IRow
{
    public required string Fingerprint { get; init; }

    public required Guid DeliveryId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required bool Resolved { get; init; }

    object IRow.Key => (Fingerprint, DeliveryId);
}

/// <summary>What one flush decided.</summary>
internal sealed class FlushDecisionRow : IRow
{
    /// <summary>Version 7: in order of time.</summary>
    public required Guid Id { get; init; }

    public required string GroupId { get; init; }

    public required string GroupKey { get; init; }

    public required string RouteId { get; init; }

    public required string Receiver { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int AlertCount { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>Alerts, stages and integrations as JSON.</summary>
    public required string Verdicts { get; init; }

    object IRow.Key => Id;
}

/// <summary>An entry of the dead-letter list: at most one for each integration and group.</summary>
internal sealed class DeliveryFailureRow : IRow
{
    public required string GroupId { get; init; }

    public required string Receiver { get; init; }

    public required string Integration { get; init; }

    public required int Index { get; init; }

    public required string GroupKey { get; init; }

    public required string RouteId { get; init; }

    public required string GroupLabels { get; init; }

    public required int Count { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public required DateTimeOffset TryingUntil { get; init; }

    /// <summary>Version 7, as the list is ordered by it.</summary>
    public required Guid DeliveryId { get; init; }

    public required string Error { get; init; }

    object IRow.Key => (GroupId, Receiver, Integration, Index);
}

/// <summary>Finds the decisions about an alert: the groups it was flushed in.</summary>
internal sealed class GroupMemberRow : IRow
{
    public required string Fingerprint { get; init; }

    public required string GroupId { get; init; }

    /// <summary>When it joined the last time.</summary>
    public required DateTimeOffset At { get; init; }

    object IRow.Key => (Fingerprint, GroupId);
}
