using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What one integration is asked to do in one flush.</summary>
/// <param name="Alerts">Those that passed the stages of the group.</param>
internal sealed record IntegrationWork(GroupFlush Flush, Guid FlushId, IReadOnlyList<FlushAlert> Alerts, LabelSet RouteLabels, IReceiver Receiver)
{
    /// <summary>Ends that a stage held back and that are told nevertheless, if their beginnings were: only for receivers with <c>close_opened</c>.</summary>
    public IReadOnlyList<FlushAlert> HeldEnds { get; init; } = [];

    /// <summary>The receiver says <c>close_opened</c>.</summary>
    public bool ClosesOpened { get; init; }

    public DeliveryOrigin Origin { get; init; }

    /// <summary>The notification that a person asked to make good.</summary>
    public Guid? RetryOf { get; init; }

    public string RequestedBy { get; init; } = "";

    public int MaxAttempts { get; init; } = int.MaxValue;

    /// <summary>Its time is not the flush's, and nothing but the clock ends it.</summary>
    public bool HasOwnTime { get; init; }

    /// <summary>No attempt is made after that.</summary>
    public DateTimeOffset EndsAt { get; init; } = Flush.EndsAt;

    /// <summary>As recorded; a retry may outlive its route.</summary>
    public string RouteId { get; init; } = Flush.Route.Id;

    public LogKey Key => new(Flush.GroupId, Receiver.ReceiverName, Receiver.Integration, Receiver.Index);
}

/// <param name="Ok">Nothing failed: delivered, or nothing was to be said.</param>
internal sealed record IntegrationResult(bool Ok, IntegrationVerdict Verdict);
