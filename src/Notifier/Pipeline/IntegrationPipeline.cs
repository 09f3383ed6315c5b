using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>One integration by itself: deduplicate, deliver, record. What breaks here stays here.</summary>
internal sealed class IntegrationPipeline(
    IntegrationJudge judge, NotificationLog log, FailureBook failures, Deliverer deliverer, DeliveryAlarm alarm, SendGate gate, INotificationStore store,
    INotifierChanges changes, NotificationMetrics metrics, LogStamp stamp, TimeProvider clock, ILogger<IntegrationPipeline> logger)
{
    public async Task<IntegrationResult> RunAsync(IntegrationWork work, CancellationToken cancel)
    {
        IReceiver receiver = work.Receiver;
        SendTurn turn = await gate.EnterAsync(work.Key);
        try
        {
            return await NotifyAsync(work, turn, cancel);
        }
        catch (Exception e)
        {
            PipelineLog.ReceiverBroke(logger, receiver.ReceiverName, receiver.Integration, receiver.Index, e);
            metrics.Failed(receiver.Integration, FailureReason.Other);
            return new(false, Verdict(receiver, new(true, "internal error: " + e.Message), DeliveryState.Failed, null));
        }
        finally
        {
            gate.Leave(turn);
        }
    }

    /// <summary>Sends and records; the caller has judged, and it is its turn.</summary>
    public async Task<Delivered> DeliverAsync(
        IntegrationWork work, Notification notification, IntegrationJudgement judged, SendTurn turn, CancellationToken cancel)
    {
        Delivered delivered = await deliverer.DeliverAsync(work, notification, turn, cancel);
        if (delivered.IsLeftToOwner) return delivered;
        LogEntry? entry = delivered.Ok ? stamp.Of(work, judged, delivered.ReceiverData ?? notification.ReceiverData)
            : delivered.MayBeOut && delivered.Delivery.Firing.Count > 0 ? stamp.OfCut(delivered.Delivery, log) : null;
        // Memory takes the entry in any case: the message is out, whatever the database says.
        if (entry is not null) log.Put(entry);
        DeliveryFailure? mended = delivered.Ok ? failures.Remove(work.Key) : null;
        DeliveryFailure? failed = delivered.Ok || delivered.Cut ? null : Failed(work, delivered.Delivery);
        await StoreAsync(() => store.FinishAsync(delivered.Delivery, entry, failed, mended));
        turn.Tell(delivered.Delivery);
        changes.Publish(ChangeTopics.Notifications);
        if (failed is not null) await alarm.FailedAsync(failed, notification.Alerts);
        else if (delivered.Ok) await alarm.DeliveredAsync(work.Key);
        return delivered;
    }

    private async Task<IntegrationResult> NotifyAsync(IntegrationWork work, SendTurn turn, CancellationToken cancel)
    {
        long start = clock.GetTimestamp();
        IntegrationJudgement judged = judge.Judge(work, clock.GetUtcNow());
        metrics.LogQueried(clock.GetElapsedTime(start));
        if (!judged.Verdict.Send)
        {
            if (judged.Verdict.MovesLog) await RecordAsync(stamp.Of(work, judged, LogStamp.DataOf(judged)));
            return new(true, Verdict(work.Receiver, judged.Verdict, null, null));
        }
        var notification = new Notification
        {
            GroupKey = work.Flush.GroupKey,
            GroupLabels = work.Flush.Labels,
            RouteLabels = work.RouteLabels,
            Reason = judged.Verdict.Reason,
            Alerts = [.. judged.Alerts.Select(alert => new NotifiedAlert(alert.Alert, alert.Resolved))],
            Now = work.Flush.Now,
            ReceiverData = LogStamp.DataOf(judged),
        };
        Delivered delivered = await DeliverAsync(work, notification, judged, turn, cancel);
        return new(delivered.Ok, Verdict(work.Receiver, judged.Verdict, delivered.Delivery.State, delivered.Delivery.Id));
    }

    // A retry by hand has no flush behind it that would come again.
    private DeliveryFailure Failed(IntegrationWork work, Delivery delivery)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (work.Origin != DeliveryOrigin.Retry || failures.Find(work.Key) is not { } known) return failures.Add(work.Key, delivery, work.Flush, now);
        DeliveryFailure again = known with { DeliveryId = delivery.Id, Error = delivery.Error, LastAt = now };
        failures.Put(again);
        return again;
    }

    private async Task RecordAsync(LogEntry entry)
    {
        log.Put(entry);
        await StoreAsync(() => store.RecordAsync(entry));
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

    internal static IntegrationVerdict Verdict(IReceiver receiver, DedupVerdict verdict, DeliveryState? outcome, Guid? delivery) =>
        new(receiver.Integration, receiver.Index, verdict.Send, verdict.Reason, outcome, delivery) { Receiver = receiver.ReceiverName };
}
