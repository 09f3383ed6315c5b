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
        Verdicts = Json.Of(new Verdicts(decision.Alerts, decision.Stages, decision.Integrations)),
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
            Alerts = verdicts.Alerts,
            Stages = verdicts.Stages,
            Integrations = verdicts.Integrations,
        };
    }

    private sealed record Verdicts(IReadOnlyList<ulong> Alerts, IReadOnlyList<StageVerdict> Stages, IReadOnlyList<IntegrationVerdict> Integrations);
}
