using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Deliveries, log and decisions in the database. Implemented by the persistence room. Writes do not throw when the database is away.</summary>
internal interface INotificationStore
{
    Task<IReadOnlyList<LogEntry>> LoadLogAsync(CancellationToken cancel);

    /// <summary>The entries of some groups: for a Notifier that follows another and did not write them itself.</summary>
    Task<IReadOnlyList<LogEntry>> LoadLogAsync(IReadOnlyList<string> groupIds, CancellationToken cancel);

    /// <summary>The entries that were written after a moment.</summary>
    Task<IReadOnlyList<LogEntry>> LoadLogAsync(DateTimeOffset since, CancellationToken cancel);

    /// <summary>Intents without a result, the oldest first: at a start, those that a former life was cut in.</summary>
    Task<IReadOnlyList<Delivery>> LoadSendingAsync(CancellationToken cancel);

    /// <summary>Writes, in one transaction, that they were interrupted and what the log then says; fails when the database is away.</summary>
    Task InterruptAsync(IReadOnlyList<Delivery> deliveries, IReadOnlyList<LogEntry> entries);

    /// <summary>Writes the intent.</summary>
    Task<StoreOutcome> BeginAsync(Delivery delivery);

    /// <summary>Writes that an attempt failed and another will come. Never waits in memory for a database that is away: the result will say it again.</summary>
    Task<StoreOutcome> AttemptedAsync(Delivery delivery);

    /// <summary>Writes the result, and with it, in one transaction, what the log then says.</summary>
    /// <param name="failed">The entry of the dead-letter list that it makes or renews.</param>
    /// <param name="mended">The entry that is over with it.</param>
    Task<StoreOutcome> FinishAsync(Delivery delivery, LogEntry? entry, DeliveryFailure? failed, DeliveryFailure? mended);

    Task<IReadOnlyList<DeliveryFailure>> LoadFailuresAsync(CancellationToken cancel);

    Task<IReadOnlyList<DeliveryFailure>> LoadFailuresAsync(IReadOnlyList<string> groupIds, CancellationToken cancel);

    /// <summary>A person has looked at it and wants to see it no more.</summary>
    Task<StoreOutcome> DismissAsync(DeliveryFailure failure);

    /// <summary>There was nothing to send, but the log moves on.</summary>
    Task<StoreOutcome> RecordAsync(LogEntry entry);

    /// <param name="joined">Alerts that were not in the group's last decision.</param>
    Task<StoreOutcome> WriteDecisionAsync(FlushDecision decision, IReadOnlyList<ulong> joined);
}
