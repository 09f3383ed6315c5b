using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>Deliveries and decisions between their records and their rows.</summary>
internal static class DeliveryMapping
{
    public static DeliveryRow Of(Delivery delivery) => new()
    {
        Id = delivery.Id,
        FlushId = delivery.FlushId,
        GroupId = delivery.GroupId,
        GroupKey = delivery.GroupKey,
        RouteId = delivery.RouteId,
        GroupLabels = Json.OfLabels(delivery.GroupLabels),
        Receiver = delivery.Receiver,
        Integration = delivery.Integration,
        Index = delivery.Index,
        Reason = delivery.Reason,
        State = delivery.State,
        Result = delivery.Fate,
        Origin = delivery.Origin,
        RetryOf = delivery.RetryOf,
        RequestedBy = delivery.RequestedBy,
        CommonLabels = Json.OfLabels(delivery.CommonLabels),
        RouteLabels = Json.OfLabels(delivery.RouteLabels),
        Title = delivery.Title,
        CreatedAt = delivery.CreatedAt,
        FinishedAt = delivery.FinishedAt,
        Firing = Json.Of(delivery.Firing),
        Resolved = Json.Of(delivery.Resolved),
        Message = delivery.Message is null ? null : Json.Of(delivery.Message),
        AttemptCount = delivery.AttemptCount,
        Attempts = Json.Of(delivery.Attempts),
        Error = delivery.Error,
    };

    public static Delivery ToDelivery(DeliveryRow row) => new()
    {
        Id = row.Id,
        FlushId = row.FlushId,
        GroupId = row.GroupId,
        GroupKey = row.GroupKey,
        RouteId = row.RouteId,
        GroupLabels = Json.ToLabels(row.GroupLabels),
        Receiver = row.Receiver,
        Integration = row.Integration,
        Index = row.Index,
        Reason = row.Reason,
        State = row.State,
        Origin = row.Origin,
        RetryOf = row.RetryOf,
        RequestedBy = row.RequestedBy,
        CommonLabels = Json.ToLabels(row.CommonLabels),
        RouteLabels = Json.ToLabels(row.RouteLabels),
        Title = row.Title,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        Firing = Json.To<ulong[]>(row.Firing),
        Resolved = Json.To<ulong[]>(row.Resolved),
        Message = row.Message is null ? null : Json.To<RenderedMessage>(row.Message),
        AttemptCount = row.AttemptCount,
        Attempts = Json.To<DeliveryAttempt[]>(row.Attempts),
        Error = row.Error,
    };

    public static FlushDecisionRow Of(FlushDecision decision) => new()
    {
        Id = decision.Id,
        GroupId = decision.GroupId,
        GroupKey = decision.GroupKey,
        RouteId = decision.RouteId,
        Receiver = decision.Receiver,
        At = decision.At,
        AlertCount = decision.AlertCount,
        Succeeded = decision.Succeeded,
        Verdicts = Json.Of(new Verdicts(decision.Alerts, [.. decision.Stages.Select(Pack)], decision.Integrations, decision.Every?.TotalSeconds)),
    };

    public static FlushDecision ToDecision(FlushDecisionRow row)
    {
        Verdicts verdicts = Json.To<Verdicts>(row.Verdicts);
        return new()
        {
            Id = row.Id,
            GroupId = row.GroupId,
            GroupKey = row.GroupKey,
            RouteId = row.RouteId,
            Receiver = row.Receiver,
            At = row.At,
            AlertCount = row.AlertCount,
            Succeeded = row.Succeeded,
            Every = verdicts.EverySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Alerts = verdicts.Alerts,
            Stages = [.. verdicts.Stages.Select(Unpack)],
            Integrations = verdicts.Integrations,
        };
    }

    public static DeliveryFailureRow Of(DeliveryFailure failure) => new()
    {
        GroupId = failure.Key.GroupId,
        Receiver = failure.Key.Receiver,
        Integration = failure.Key.Integration,
        Index = failure.Key.Index,
        GroupKey = failure.GroupKey,
        RouteId = failure.RouteId,
        GroupLabels = Json.OfLabels(failure.GroupLabels),
        Count = failure.Count,
        Since = failure.Since,
        LastAt = failure.LastAt,
        TryingUntil = failure.TryingUntil,
        DeliveryId = failure.DeliveryId,
        Error = failure.Error,
    };

    public static DeliveryFailure ToFailure(DeliveryFailureRow row) => new(
        new(row.GroupId, row.Receiver, row.Integration, row.Index),
        row.GroupKey,
        row.RouteId,
        Json.ToLabels(row.GroupLabels),
        row.Count,
        row.Since,
        row.LastAt,
        row.TryingUntil,
        row.DeliveryId,
        row.Error);

    // A silence that holds back a thousand alerts is written once, not a thousand times.
    private static PackedStage Pack(StageVerdict stage) => new(
        stage.Stage,
        stage.Count,
        [
            .. stage.Dropped.GroupBy(alert => (alert.Why, By: string.Join('\n', alert.By))).Select(same =>
                new PackedDrop(same.Key.Why, same.First().By, [.. same.Select(alert => alert.Fingerprint)])),
        ]);

    private static StageVerdict Unpack(PackedStage stage) => new(
        stage.Stage,
        [.. stage.Dropped.SelectMany(same => same.Alerts.Select(alert => new DroppedAlert(alert, same.Why, same.By)))])
    {
        Count = stage.Count,
    };

    private sealed record Verdicts(IReadOnlyList<ulong> Alerts, IReadOnlyList<PackedStage> Stages, IReadOnlyList<IntegrationVerdict> Integrations, double? EverySeconds = null);

    private sealed record PackedStage(string Stage, int Count, IReadOnlyList<PackedDrop> Dropped);

    private sealed record PackedDrop(string Why, IReadOnlyList<string> By, IReadOnlyList<ulong> Alerts);
}
