using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <param name="ReceiverData">To be kept; null keeps what there was.</param>
/// <param name="Reason">Of the failure, when it is one.</param>
internal sealed record Delivered(Delivery Delivery, IReadOnlyDictionary<string, string>? ReceiverData, FailureReason Reason = FailureReason.Other)
{
    public bool Ok => Delivery.State == DeliveryState.Delivered;

    /// <summary>The process or its ownership ended, which says nothing about the other side.</summary>
    public bool Cut => !Ok && Reason == FailureReason.ContextCanceled;

    /// <summary>It was cut while an answer was awaited: the other side may have read it.</summary>
    public bool MayBeOut => Cut && Delivery.Attempts is [.., { Reason: FailureReason.ContextCanceled }];

    /// <summary>The groups have, or are about to have, another owner, who finds the intent and settles it.</summary>
    public bool IsLeftToOwner { get; init; }
}

/// <summary>
/// Gets one message out: renders it, writes the intent, tries until it is delivered, refused, or the flush is over. What failed and is tried again is written
/// as it happens; the result is returned, not written: it belongs into one transaction with the log.
/// </summary>
internal sealed class Deliverer(
    INotificationStore store, IShardLease lease, RetryPolicy retries, INotifierChanges changes, NotificationMetrics metrics, TimeProvider clock, ILogger<Deliverer> logger)
{
    private const int MaxAttemptsKept = 20;
    private const string OutOfTime = "no answer came, and the time of the flush ran out";

    /// <param name="turn">Of the caller, for this integration and group.</param>
    public async Task<Delivered> DeliverAsync(IntegrationWork work, Notification notification, SendTurn turn, CancellationToken cancel)
    {
        IReceiver receiver = work.Receiver;
        metrics.Started(receiver.Integration);
        long start = clock.GetTimestamp();
        Delivery delivery = Intent(work, notification);
        RenderOutcome rendered = receiver.Render(notification, cancel);
        Delivered delivered;
        FailureReason reason = FailureReason.Other;
        if (rendered.Message is not { } message)
            delivered = new(delivery with { State = DeliveryState.Rejected, Error = rendered.Error ?? "nothing was rendered" }, null);
        else
        {
            delivery = delivery with { Message = message, Title = message.Title };
            await BeginAsync(delivery);
            (delivered, reason) = await TryAsync(work, notification, message, delivery, turn, cancel);
        }
        metrics.Took(receiver.Integration, clock.GetElapsedTime(start));
        Report(delivered.Delivery, reason);
        delivered = delivered with { Delivery = delivered.Delivery with { FinishedAt = clock.GetUtcNow() }, Reason = reason };
        return delivered with { IsLeftToOwner = delivered.MayBeOut && !lease.IsHeld };
    }

    private async Task BeginAsync(Delivery delivery)
    {
        try
        {
            await store.BeginAsync(delivery);
        }
        catch (Exception e)
        {
            // Being told is worth more than the record of it.
            PipelineLog.NotStored(logger, e);
        }
    }

    private async Task<(Delivered Delivered, FailureReason Reason)> TryAsync(
        IntegrationWork work, Notification notification, RenderedMessage message, Delivery delivery, SendTurn turn, CancellationToken cancel)
    {
        var attempts = new List<DeliveryAttempt>();
        for (int count = 1; ; count++)
        {
            // The fence: whoever may no longer speak for the group says nothing, not even once more.
            if (!lease.IsHeld) return (Gone(delivery, attempts, count - 1, "the lease on the groups was lost"), FailureReason.ContextCanceled);
            (DeliveryResult result, DeliveryAttempt attempt) = await AttemptAsync(work, notification, message, cancel);
            attempts.Add(attempt);
            if (attempts.Count > MaxAttemptsKept) attempts.RemoveAt(0);
            if (result.Outcome == DeliveryOutcome.Delivered)
            {
                Delivery done = delivery with { State = DeliveryState.Delivered, AttemptCount = count, Attempts = attempts, Error = "" };
                return (new(done, result.ReceiverData), result.Reason);
            }
            if (result.Outcome == DeliveryOutcome.Rejected)
            {
                Delivery refused = delivery with { State = DeliveryState.Rejected, AttemptCount = count, Attempts = attempts, Error = result.Detail };
                return (new(refused, null), result.Reason);
            }
            if (cancel.IsCancellationRequested || count >= work.MaxAttempts) return (Gone(delivery, attempts, count, LastSaid(attempts)), result.Reason);
            DateTimeOffset next = clock.GetUtcNow() + retries.Delay(count, result.RetryAfter);
            attempts[^1] = attempt with { NextAt = next < work.EndsAt ? next : null };
            await NoteAsync(delivery with { AttemptCount = count, Attempts = [.. attempts], Error = result.Detail }, turn);
            try
            {
                await turn.WaitAsync(next - clock.GetUtcNow(), clock, cancel);
            }
            catch (OperationCanceledException)
            {
                return (Gone(delivery, attempts, count, result.Detail), result.Reason);
            }
        }
    }

    /// <summary>It will be tried again: whoever looks meanwhile, or after a crash, sees what was answered until now.</summary>
    private async Task NoteAsync(Delivery delivery, SendTurn turn)
    {
        try
        {
            // Whoever owns the groups by now has settled the intent.
            if (lease.IsHeld) await store.AttemptedAsync(delivery);
        }
        catch (Exception e)
        {
            PipelineLog.NotStored(logger, e);
        }
        turn.Tell(delivery);
        changes.Publish(ChangeTopics.Notifications);
    }

    private async Task<(DeliveryResult Result, DeliveryAttempt Attempt)> AttemptAsync(
        IntegrationWork work, Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        IReceiver receiver = work.Receiver;
        DateTimeOffset at = clock.GetUtcNow();
        long start = clock.GetTimestamp();
        DeliveryResult result;
        try
        {
            result = await receiver.SendAsync(notification, message, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            result = new(DeliveryOutcome.Retry, FailureReason.ContextCanceled, "cancelled");
        }
        catch (Exception e)
        {
            PipelineLog.ReceiverBroke(logger, receiver.ReceiverName, receiver.Integration, receiver.Index, e);
            result = new(DeliveryOutcome.Rejected, FailureReason.Other, "internal error: " + e.GetType().Name);
        }
        // To wait until there is no time left is a failure; to be stopped is none.
        if (result is { Outcome: DeliveryOutcome.Retry, Reason: FailureReason.ContextCanceled } && IsOutOfTime(work))
            result = result with { Reason = FailureReason.ContextDeadlineExceeded, Detail = OutOfTime };
        metrics.Attempted(receiver.Integration, failed: result.Outcome != DeliveryOutcome.Delivered);
        return (result, new(at, result.Outcome, result.Reason, result.Detail, clock.GetElapsedTime(start)));
    }

    private bool IsOutOfTime(IntegrationWork work) => work.HasOwnTime || clock.GetUtcNow() - work.Flush.Now >= work.Flush.Route.GroupInterval;

    // What was answered before says more than that the last attempt had no time left.
    private static string LastSaid(List<DeliveryAttempt> attempts) =>
        attempts is [.., var before, { Detail: OutOfTime }] ? $"{before.Detail}; then {OutOfTime}" : attempts[^1].Detail;

    private static Delivered Gone(Delivery delivery, List<DeliveryAttempt> attempts, int count, string error) =>
        new(delivery with { State = DeliveryState.Failed, AttemptCount = count, Attempts = attempts, Error = error }, null);

    private static Delivery Intent(IntegrationWork work, Notification notification) => new()
    {
        Id = Guid.CreateVersion7(work.Flush.Now),
        FlushId = work.FlushId,
        GroupId = work.Flush.GroupId,
        GroupKey = work.Flush.GroupKey,
        RouteId = work.RouteId,
        GroupLabels = work.Flush.Labels,
        Receiver = work.Receiver.ReceiverName,
        Integration = work.Receiver.Integration,
        Index = work.Receiver.Index,
        Reason = notification.Reason,
        State = DeliveryState.Sending,
        CreatedAt = work.Flush.Now,
        Origin = work.Origin,
        RetryOf = work.RetryOf,
        RequestedBy = work.RequestedBy,
        CommonLabels = CommonLabels.Of(notification.Alerts),
        RouteLabels = notification.RouteLabels,
        Firing = [.. notification.Alerts.Where(alert => !alert.Resolved).Select(alert => alert.Alert.Fingerprint)],
        Resolved = [.. notification.Alerts.Where(alert => alert.Resolved).Select(alert => alert.Alert.Fingerprint)],
    };

    private void Report(Delivery delivery, FailureReason reason)
    {
        if (delivery.State == DeliveryState.Delivered)
        {
            PipelineLog.Delivered(logger, delivery.Receiver, delivery.Integration, delivery.Index, delivery.GroupKey, delivery.Reason);
            return;
        }
        metrics.Failed(delivery.Integration, reason);
        PipelineLog.NotDelivered(logger, delivery.Receiver, delivery.Integration, delivery.Index, delivery.GroupKey, delivery.AttemptCount, delivery.Error);
    }
}
