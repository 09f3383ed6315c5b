using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier.Receivers.Unbuilt;

/// <summary>Stands where a receiver cannot be built yet: every send is recorded as failed, so that nothing disappears without a trace.</summary>
internal sealed class UnbuiltReceiver(string receiverName, IntegrationConfig config, string why) : IReceiver
{
    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel) => new(null, why);

    public ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel) =>
        ValueTask.FromResult(AttemptVerdict.Final(why));
}
