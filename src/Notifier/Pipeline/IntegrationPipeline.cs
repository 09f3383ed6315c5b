using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What one integration is asked to do in one flush.</summary>
/// <param name="Alerts">Those that passed the stages of the group.</param>
internal sealed record IntegrationWork(GroupFlush Flush, Guid FlushId, IReadOnlyList<FlushAlert> Alerts, LabelSet RouteLabels, IReceiver Receiver);

/// <param name="Ok">Nothing failed: delivered, or nothing was to be said.</param>
internal sealed record IntegrationResult(bool Ok, IntegrationVerdict Verdict);

/// <summary>One integration by itself: deduplicate, deliver, record. What breaks here stays here.</summary>
internal sealed class IntegrationPipeline(
    NotificationLog log, Deliverer deliverer, INotificationStore store, INotifierChanges changes, NotificationMetrics metrics, TimeSpan retention,
    TimeProvider clock, ILogger<IntegrationPipeline> logger)
{
    public async Task<IntegrationResult> RunAsync(IntegrationWork work, CancellationToken cancel)
    {
        try
        {
            return await NotifyAsync(work, cancel);
        }
        catch (Exception e)
        {
            IReceiver receiver = work.Receiver;
            PipelineLog.ReceiverBroke(logger, receiver.ReceiverName, receiver.Integration, receiver.Index, e);
            metrics.Failed(receiver.Integration, FailureReason.Other);
            return new(false, new(receiver.Integration, receiver.Index, Send: true, "internal error: " + e.Message, DeliveryState.Failed, null));
        }
    }

    private async Task<IntegrationResult> NotifyAsync(IntegrationWork work, CancellationToken cancel)
    {
        IReceiver receiver = work.Receiver;
        var key = new LogKey(work.Flush.GroupId, receiver.ReceiverName, receiver.Integration, receiver.Index);
        HashSet<ulong> firing = [.. work.Alerts.Where(alert => !alert.Resolved).Select(alert => alert.Fingerprint)];
        HashSet<ulong> resolved = [.. work.Alerts.Where(alert => alert.Resolved).Select(alert => alert.Fingerprint)];
        metrics.LogQueried();
        LogEntry? entry = log.Find(key);
        DedupVerdict verdict = Deduplication.Decide(entry, firing, resolved, receiver.SendResolved, work.Flush.Route.RepeatInterval, work.Flush.Now);
        if (!verdict.Send) return new(true, new(receiver.Integration, receiver.Index, Send: false, verdict.Reason, null, null));

        bool firstOfIncident = verdict.Reason == Deduplication.FirstNotification;
        LogEntry told = new(key, work.Flush.GroupKey, firing, resolved, default, default, firstOfIncident || entry is null ? Nothing : entry.Data);
        FlushAlert[] alerts = [.. work.Alerts.Where(alert => receiver.SendResolved || !alert.Resolved)];
        if (alerts.Length == 0)
        {
            // The receiver does not want to hear of ends; the log does, so that the next incident is a first notification.
            await RecordAsync(Stamp(told, work, told.Data));
            string why = verdict.Reason + ", and the receiver does not want to hear of ends";
            return new(true, new(receiver.Integration, receiver.Index, Send: false, why, null, null));
        }
        return await DeliverAsync(work, verdict, told, alerts, cancel);
    }

    private async Task<IntegrationResult> DeliverAsync(IntegrationWork work, DedupVerdict verdict, LogEntry told, FlushAlert[] alerts, CancellationToken cancel)
    {
        var notification = new Notification
        {
            GroupKey = work.Flush.GroupKey,
            GroupLabels = work.Flush.Labels,
            RouteLabels = work.RouteLabels,
            Reason = verdict.Reason,
            Alerts = [.. alerts.Select(alert => new NotifiedAlert(alert.Alert, alert.Resolved))],
            Now = work.Flush.Now,
            ReceiverData = told.Data,
        };
        Delivered delivered = await deliverer.DeliverAsync(work, notification, cancel);
        bool ok = delivered.Delivery.State == DeliveryState.Delivered;
        LogEntry? entry = ok ? Stamp(told, work, delivered.ReceiverData ?? told.Data) : null;
        // Memory takes the entry in any case: the message is out, whatever the database says.
        if (entry is not null) log.Put(entry);
        await StoreAsync(() => store.FinishAsync(delivered.Delivery, entry));
        changes.Publish(ChangeTopics.Notifications);
        return new(ok, new(work.Receiver.Integration, work.Receiver.Index, Send: true, verdict.Reason, delivered.Delivery.State, delivered.Delivery.Id));
    }

    private async Task RecordAsync(LogEntry entry)
    {
        log.Put(entry);
        await StoreAsync(() => store.RecordAsync(entry));
    }

    private LogEntry Stamp(LogEntry entry, IntegrationWork work, IReadOnlyDictionary<string, string> data)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TimeSpan repeat = work.Flush.Route.RepeatInterval;
        TimeSpan keep = repeat < retention / 2 ? 2 * repeat : retention;
        return entry with { At = now, ExpiresAt = now + keep, Data = data };
    }

    private async Task StoreAsync(Func<Task<StoreOutcome>> write)
    {
        try
        {
            await write();
        }
        catch (Exception e)
        {
            PipelineLog.NotStored(logger, e);
        }
    }

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();
}
