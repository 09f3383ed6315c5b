using MassTransit;
using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>Publishes batches; the Notifiers take them from one queue, each batch one of them.</summary>
internal sealed class BusAlertSender(IPublishEndpoint bus, TimeSpan timeout, TimeProvider clock) : IAlertSender
{
    public async ValueTask<AlertSendOutcome> SendAsync(AlertBatch batch, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await bus.Publish(batch, both.Token).ConfigureAwait(false);
            return AlertSendOutcome.Sent;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The transport's exceptions differ from broker to broker, and all of them mean the same here: take the other way.
            return AlertSendOutcome.Unreachable;
        }
    }
}
