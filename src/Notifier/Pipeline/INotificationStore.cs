using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Deliveries, log and decisions in the database. Implemented by the persistence room. Writes do not throw when the database is away.</summary>
internal interface INotificationStore
{
    Task<IReadOnlyList<LogEntry>> LoadLogAsync(CancellationToken cancel);

    /// <summary>The entries of some groups: for a Notifier that follows another and did not write them itself.</summary>
    Task<IReadOnlyList<LogEntry>> LoadLogAsync(IReadOnlyList<string> groupIds, CancellationToken cancel);

    /// <summary>
    /// A former life was cut between send and record: its intents become <see cref="DeliveryState.Interrupted"/>. The log knows nothing of them, so
    /// the next flush sends again, once. Returns how many there were.
    /// </summary>
    Task<int> MarkInterruptedAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>Writes the intent.</summary>
    Task<StoreOutcome> BeginAsync(Delivery delivery);

    /// <summary>Writes the result, and with it, in one transaction, what the log then says.</summary>
    /// <param name="failed">The entry of the dead-letter list that it makes or renews.</param>
    /// <param name="mended">The entry that is over with it.</param>
    Task<StoreOutcome> FinishAsync(Delivery delivery, LogEntry? entry, DeliveryFailure? failed, DeliveryFailure? mended);

    Task<IReadOnlyList<DeliveryFailure>> LoadFailuresAsync(CancellationToken cancel);

    /// <summary>A person has looked at it and wants to see it no more.</summary>
    Task<StoreOutcome> DismissAsync(DeliveryFailure failure);

    /// <summary>There was nothing to send, but the log moves on.</summary>
    Task<StoreOutcome> RecordAsync(LogEntry entry);

    /// <param name="joined">Alerts that were not in the group's last decision.</param>
    Task<StoreOutcome> WriteDecisionAsync(FlushDecision decision, IReadOnlyList<ulong> joined);
}
