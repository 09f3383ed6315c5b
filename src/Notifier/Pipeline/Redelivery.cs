using Tocsin.Model.Alerts;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What became of a retry by hand.</summary>
internal enum RedeliveryOutcome
{
    /// <summary>It was tried; <see cref="RedeliveryResult.Delivery"/> says how that went.</summary>
    Tried,

    /// <summary>Not in the dead-letter list (any more).</summary>
    Unknown,

    /// <summary>Another Notifier owns the groups: only that one may send, and it did not answer.</summary>
    NotOwner,

    /// <summary>A flush or another retry sends at this moment, and no answer has come in time.</summary>
    Busy,

    /// <summary>The configuration has no such integration now.</summary>
    NoReceiver,

    /// <summary>None of its alerts is known any more, or all have ended and the receiver does not want to hear of ends.</summary>
    NothingToSay,
}

internal sealed record RedeliveryResult(Guid Id, RedeliveryOutcome Outcome, Delivery? Delivery = null);

/// <summary>
/// Tries again what was not delivered, once, when a person asks for it: the alerts of that notification as they are now, rendered by the present
/// configuration. What gets through counts for deduplication, so the next flush does not repeat it.
/// </summary>
internal sealed class Redelivery(
    IntegrationPipeline integrations, FailureBook failures, INotificationHistory history, INotificationStore store, AlertProjection alerts, NotificationLog log,
    SendGate gate, INotifierConfig config, IShardLease lease, TimeProvider clock)
{
    /// <summary>Of one attempt.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <param name="by">Who asks.</param>
    public async Task<RedeliveryResult> RetryAsync(Guid id, string by, CancellationToken cancel)
    {
        if (!lease.IsHeld) return new(id, RedeliveryOutcome.NotOwner);
        if (failures.Find(id) is not { } failure || await history.DeliveryAsync(id, cancel) is not { } delivery) return new(id, RedeliveryOutcome.Unknown);
        NotifierModel model = config.Current;
        IReceiver? receiver = model.Receivers(delivery.Receiver).FirstOrDefault(one => one.Integration == delivery.Integration && one.Index == delivery.Index);
        if (receiver is null) return new(id, RedeliveryOutcome.NoReceiver);
        while (true)
        {
            if (gate.TryEnter(failure.Key) is { } turn)
            {
                try
                {
                    // It may have got through while we waited for the database.
                    if (failures.Find(failure.Key)?.DeliveryId != id) return new(id, RedeliveryOutcome.Unknown);
                    return await SendAsync(delivery, receiver, model, by, turn, cancel);
                }
                finally
                {
                    gate.Leave(turn);
                }
            }
            if (gate.Find(failure.Key) is { } other && await HurryAsync(id, other, cancel) is { } result) return result;
        }
    }

    /// <summary>A flush, or somebody else's retry, is at it: its next attempt is made now, and is the answer. Null: it ended without one.</summary>
    private async Task<RedeliveryResult?> HurryAsync(Guid id, SendTurn other, CancellationToken cancel)
    {
        try
        {
            return await other.HurryAsync().WaitAsync(TimeLimit, clock, cancel) is { } delivery ? new(id, RedeliveryOutcome.Tried, delivery) : null;
        }
        catch (TimeoutException)
        {
            return new(id, RedeliveryOutcome.Busy);
        }
    }

    /// <summary>False: it is not in the list.</summary>
    public async Task<bool> DismissAsync(Guid id)
    {
        if (failures.Find(id) is not { } failure || failures.Remove(failure.Key) is null) return false;
        await store.DismissAsync(failure);
        return true;
    }

    private async Task<RedeliveryResult> SendAsync(Delivery delivery, IReceiver receiver, NotifierModel model, string by, SendTurn turn, CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        FlushAlert[] known = await AlertsAsync(delivery, now, cancel);
        FlushAlert[] told = [.. known.Where(alert => receiver.SendResolved || !alert.Resolved)];
        if (told.Length == 0) return new(delivery.Id, RedeliveryOutcome.NothingToSay);
        var flush = new GroupFlush(
            delivery.GroupId, delivery.GroupKey, model.Routes.Find(delivery.RouteId) ?? model.Routes.Root, delivery.GroupLabels, known, now);
        var work = new IntegrationWork(flush, delivery.FlushId, known, delivery.RouteLabels, receiver)
        {
            Origin = DeliveryOrigin.Retry,
            RetryOf = delivery.Id,
            RequestedBy = by,
            RouteId = delivery.RouteId,
            MaxAttempts = 1,
            HasOwnTime = true,
            ClosesOpened = model.Extras(receiver.ReceiverName).CloseOpened,
        };
        HashSet<ulong> firing = [.. known.Where(alert => !alert.Resolved).Select(alert => alert.Fingerprint)];
        HashSet<ulong> resolved = [.. known.Where(alert => alert.Resolved).Select(alert => alert.Fingerprint)];
        string reason = firing.Count == 0 ? Deduplication.AllResolved : delivery.Reason;
        LogEntry? entry = log.Find(work.Key, now);
        var notification = new Notification
        {
            GroupKey = delivery.GroupKey,
            GroupLabels = delivery.GroupLabels,
            RouteLabels = delivery.RouteLabels,
            Reason = reason,
            Alerts = [.. told.Select(alert => new NotifiedAlert(alert.Alert, alert.Resolved))],
            Now = now,
            ReceiverData = entry is null || reason == Deduplication.FirstNotification ? new Dictionary<string, string>() : entry.Data,
        };
        using var time = new CancellationTokenSource(TimeLimit, clock);
        Delivered delivered = await integrations.DeliverAsync(work, notification, new(new(true, reason), entry, firing, resolved, told), turn, time.Token);
        return new(delivery.Id, RedeliveryOutcome.Tried, delivered.Delivery);
    }

    private async Task<FlushAlert[]> AlertsAsync(Delivery delivery, DateTimeOffset now, CancellationToken cancel)
    {
        ulong[] fingerprints = [.. delivery.Firing, .. delivery.Resolved];
        IReadOnlyDictionary<ulong, AlertEvent> past = await history.LastEventsAsync([.. fingerprints.Where(one => alerts.Find(one) is null)], now, cancel);
        var known = new List<FlushAlert>();
        foreach (ulong fingerprint in fingerprints)
            if ((alerts.Find(fingerprint)?.Alert ?? past.GetValueOrDefault(fingerprint)?.ToAlert()) is { } alert)
                known.Add(new(fingerprint, alert, alert.IsResolvedAt(now)));
        known.Sort(FlushOrder.Instance);
        return [.. known];
    }
}
