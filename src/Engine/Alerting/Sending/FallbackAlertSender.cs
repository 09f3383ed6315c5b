using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>
/// The bus first; while it is away, the Notifiers directly, the first that takes the batch. A bus that failed is left alone for a while, so that
/// each batch need not wait for its time limit. Without a bus the Notifiers are the way. Used by one sender loop at a time.
/// </summary>
internal sealed class FallbackAlertSender(IAlertSender? bus, IReadOnlyList<IAlertSender> peers, TimeProvider clock, ILogger log) : IAlertSender, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private long _busAway;
    private bool _away;

    public async ValueTask<AlertSendOutcome> SendAsync(AlertBatch batch, CancellationToken cancel)
    {
        if (bus is not null && (!_away || clock.GetElapsedTime(_busAway) >= Pause))
        {
            AlertSendOutcome outcome = await bus.SendAsync(batch, cancel).ConfigureAwait(false);
            Remember(outcome == AlertSendOutcome.Unreachable);
            if (outcome != AlertSendOutcome.Unreachable) return outcome;
        }
        AlertSendOutcome last = AlertSendOutcome.Unreachable;
        foreach (IAlertSender peer in peers)
        {
            last = await peer.SendAsync(batch, cancel).ConfigureAwait(false);
            if (last == AlertSendOutcome.Sent) break;
        }
        return last;
    }

    public void Dispose()
    {
        foreach (IAlertSender peer in peers) (peer as IDisposable)?.Dispose();
    }

    private void Remember(bool away)
    {
        if (away) _busAway = clock.GetTimestamp();
        if (away == _away) return;
        _away = away;
        if (away) SendingLog.BusAway(log, peers.Count);
        else SendingLog.BusBack(log);
    }
}
