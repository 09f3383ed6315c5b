using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Where a delivery is.</summary>
internal enum DeliveryState
{
    /// <summary>The intent is written; after a crash nobody knows whether it went out.</summary>
    Sending,
    Delivered,

    /// <summary>Given up at the deadline of the flush, or because the process stopped; the next flush tries anew.</summary>
    Failed,

    /// <summary>The other side, or the template, will not have it.</summary>
    Rejected,

    /// <summary>Found in <see cref="Sending"/> after a crash: it may or may not have been sent, and the group was flushed again.</summary>
    Interrupted,
}

/// <summary>One attempt of a delivery.</summary>
internal sealed record DeliveryAttempt(DateTimeOffset At, DeliveryOutcome Outcome, FailureReason Reason, string Detail, TimeSpan Took);

/// <summary>One notification to one integration, with everything a person may ask about it.</summary>
internal sealed record Delivery
{
    public required Guid Id { get; init; }

    /// <summary>The flush it belongs to.</summary>
    public required Guid FlushId { get; init; }

    /// <summary>Of route id and labels: unlike the key, unique.</summary>
    public required string GroupId { get; init; }

    public required string GroupKey { get; init; }

    public required string RouteId { get; init; }

    public required LabelSet GroupLabels { get; init; }

    public required string Receiver { get; init; }

    public required string Integration { get; init; }

    public required int Index { get; init; }

    /// <summary>Such as <c>first notification</c>.</summary>
    public required string Reason { get; init; }

    public required DeliveryState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public IReadOnlyList<ulong> Firing { get; init; } = [];

    public IReadOnlyList<ulong> Resolved { get; init; } = [];

    /// <summary>The message as it was sent; null when it could not be rendered.</summary>
    public RenderedMessage? Message { get; init; }

    /// <summary>How often it was tried; of many attempts only the last ones are in <see cref="Attempts"/>.</summary>
    public int AttemptCount { get; init; }

    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>The last failure; empty when delivered at once.</summary>
    public string Error { get; init; } = "";
}

/// <summary>What one flush decided, stage by stage, and for each integration.</summary>
internal sealed record FlushDecision
{
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
}

/// <param name="Stage">Such as <c>inhibit</c> or <c>silence</c>.</param>
internal sealed record StageVerdict(string Stage, IReadOnlyList<DroppedAlert> Dropped);

/// <param name="By">What dropped it: ids of silences, a fingerprint, names of intervals.</param>
internal sealed record DroppedAlert(ulong Fingerprint, string Why, IReadOnlyList<string> By);

/// <param name="Reason">Why it was sent, or why there was nothing to send.</param>
internal sealed record IntegrationVerdict(string Integration, int Index, bool Send, string Reason, DeliveryState? Outcome, Guid? DeliveryId);

/// <summary>Which page of a history, newest first. Unset filters let everything through.</summary>
internal sealed record HistoryQuery
{
    /// <summary>At most 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <see cref="HistoryPage{T}.Next"/> of the page before.</summary>
    public string? Cursor { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Receiver { get; init; }

    public string? Integration { get; init; }

    public string? GroupKey { get; init; }

    public DeliveryState? State { get; init; }

    public ulong? Fingerprint { get; init; }
}

/// <param name="Next">Asks for the page after this; null at the end.</param>
internal sealed record HistoryPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The past, read from the database; throws the provider's exception when that is away.</summary>
internal interface INotificationHistory
{
    /// <summary>Deliveries by <see cref="HistoryQuery"/>; <see cref="HistoryQuery.Fingerprint"/> finds those that told of an alert.</summary>
    Task<HistoryPage<Delivery>> DeliveriesAsync(HistoryQuery query, CancellationToken cancel);

    Task<Delivery?> DeliveryAsync(Guid id, CancellationToken cancel);

    Task<HistoryPage<AlertEvent>> AlertEventsAsync(HistoryQuery query, CancellationToken cancel);

    Task<HistoryPage<FlushDecision>> DecisionsAsync(HistoryQuery query, CancellationToken cancel);
}
