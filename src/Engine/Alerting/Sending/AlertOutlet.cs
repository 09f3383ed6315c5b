using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Bus;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabeling;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>What an outlet needs from the rest.</summary>
internal sealed record OutletParts(int QueueCapacity, int BatchSize, SendingMetrics Metrics, TimeProvider Clock, ILogger Log);

/// <summary>
/// One target with a queue and a loop of its own, so that a slow or dead one never holds up another. A batch that cannot be delivered is dropped
/// (the next resend repeats it), or tried again when <paramref name="insist"/>.
/// </summary>
internal sealed class AlertOutlet(string target, IAlertSender sender, Relabeler relabeler, bool insist, OutletParts parts) : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly AlertQueue _queue = new(parts.QueueCapacity);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _away;

    public string Target => target;

    public int QueueLength => _queue.Count;

    public int Capacity => _queue.Capacity;

    public void Start() => _loop = Task.Run(() => RunAsync(_stop.Token));

    public void Enqueue(IReadOnlyList<OutgoingAlert> alerts)
    {
        var batch = new List<BusAlert>(alerts.Count);
        foreach (OutgoingAlert alert in alerts)
            if (relabeler.Apply(alert.Labels) is { Count: > 0 } labels)
                batch.Add(ToBus(alert, labels));
        int dropped = _queue.Add(batch);
        if (dropped == 0) return;
        parts.Metrics.Dropped(target, dropped);
        SendingLog.QueueFull(parts.Log, target, dropped);
    }

    /// <summary>Sends what is queued, for a few seconds at most, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _loop.WaitAsync(DrainLimit, parts.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _queue.Dispose();
        (sender as IDisposable)?.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                List<BusAlert> alerts = await _queue.TakeAsync(parts.BatchSize, stop).ConfigureAwait(false);
                if (alerts.Count == 0) return;
                await SendAsync(new AlertBatch { Alerts = alerts }, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time to send what was queued is over; the next resend repeats it.
        }
    }

    private async Task SendAsync(AlertBatch batch, CancellationToken stop)
    {
        while (true)
        {
            long started = parts.Clock.GetTimestamp();
            AlertSendOutcome outcome = await TryAsync(batch, stop).ConfigureAwait(false);
            Remember(outcome);
            if (outcome == AlertSendOutcome.Sent)
            {
                parts.Metrics.Sent(target, batch.Alerts.Count, parts.Clock.GetElapsedTime(started));
                return;
            }
            parts.Metrics.Failed(target, batch.Alerts.Count);
            if (!insist || outcome == AlertSendOutcome.Refused)
            {
                parts.Metrics.Dropped(target, batch.Alerts.Count);
                return;
            }
            await Task.Delay(RetryPause, parts.Clock, stop).ConfigureAwait(false);
        }
    }

    private async ValueTask<AlertSendOutcome> TryAsync(AlertBatch batch, CancellationToken stop)
    {
        try
        {
            return await sender.SendAsync(batch, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // A broken sender must not end the loop of its target.
            SendingLog.SendBroke(parts.Log, e, target);
            return AlertSendOutcome.Refused;
        }
    }

    private void Remember(AlertSendOutcome outcome)
    {
        bool away = outcome != AlertSendOutcome.Sent;
        if (away == _away) return;
        _away = away;
        if (away) SendingLog.TargetAway(parts.Log, target, outcome);
        else SendingLog.TargetBack(parts.Log, target);
    }

    private static BusAlert ToBus(OutgoingAlert alert, LabelSet labels) => new()
    {
        Labels = labels.ToStrings().ToDictionary(),
        Annotations = alert.Annotations.ToStrings().ToDictionary(),
        StartsAt = alert.StartsAt,
        EndsAt = alert.EndsAt,
        GeneratorUrl = alert.GeneratorUrl,
    };
}
