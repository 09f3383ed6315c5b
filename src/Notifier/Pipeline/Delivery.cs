using Tocsin.Model.Labels;

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

    /// <summary>Found in <see cref="Sending"/> after a crash: it may or may not have been sent. What still fires is sent again; what has ended is closed.</summary>
    Interrupted,
}

/// <summary>How a delivery ended, as lists and filters speak of it.</summary>
internal enum DeliveryFate
{
    Sending,
    Delivered,

    /// <summary>Failed, rejected or interrupted.</summary>
    Failed,
}

/// <summary>What made a notification be sent.</summary>
internal enum DeliveryOrigin
{
    /// <summary>The flush of its group.</summary>
    Flush,

    /// <summary>The same, in the place of a receiver that fails.</summary>
    Fallback,

    /// <summary>A person, from the list of what was not delivered.</summary>
    Retry,
}

/// <summary>One attempt of a delivery.</summary>
internal sealed record DeliveryAttempt(DateTimeOffset At, DeliveryOutcome Outcome, FailureReason Reason, string Detail, TimeSpan Took)
{
    /// <summary>When it was to be tried again; null when it was not, or not within the time there was.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

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

    public DeliveryOrigin Origin { get; init; }

    /// <summary>The notification that this one makes good.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>Who asked for it, as far as known; empty when nobody had to.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>What all its alerts have in common: what a history is searched by.</summary>
    public LabelSet CommonLabels { get; init; } = LabelSet.Empty;

    public LabelSet RouteLabels { get; init; } = LabelSet.Empty;

    /// <summary>One line; that of the message, also where a list leaves the message out.</summary>
    public string Title { get; init; } = "";

    public IReadOnlyList<ulong> Firing { get; init; } = [];

    public IReadOnlyList<ulong> Resolved { get; init; } = [];

    /// <summary>The message as it was sent; null when it could not be rendered.</summary>
    public RenderedMessage? Message { get; init; }

    /// <summary>How often it was tried; of many attempts only the last ones are in <see cref="Attempts"/>.</summary>
    public int AttemptCount { get; init; }

    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>The last failure; empty when delivered at once.</summary>
    public string Error { get; init; } = "";

    /// <summary>When the next attempt is due; null when none is, or the first is under way.</summary>
    public DateTimeOffset? NextTryAt => State == DeliveryState.Sending && Attempts is [.., var last] ? last.NextAt : null;

    public LogKey Key => new(GroupId, Receiver, Integration, Index);

    public DeliveryFate Fate => State switch
    {
        DeliveryState.Sending => DeliveryFate.Sending,
        DeliveryState.Delivered => DeliveryFate.Delivered,
        _ => DeliveryFate.Failed,
    };
}
