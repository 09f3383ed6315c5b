using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// What one integration was not told about one group: an entry of the dead-letter list. It is there from the first failure until something gets
/// through, or until a person dismisses it; while the group lives, each of its flushes tries again.
/// </summary>
/// <param name="Count">Notifications that failed in a row.</param>
/// <param name="DeliveryId">The last of them, with its message and its attempts.</param>
/// <param name="TryingUntil">When nothing was tried by then, the alert about it ends: the flush that would have is long over.</param>
internal sealed record DeliveryFailure(
    LogKey Key,
    string GroupKey,
    string RouteId,
    LabelSet GroupLabels,
    int Count,
    DateTimeOffset Since,
    DateTimeOffset LastAt,
    DateTimeOffset TryingUntil,
    Guid DeliveryId,
    string Error);
