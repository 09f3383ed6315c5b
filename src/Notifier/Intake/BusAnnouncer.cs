using MassTransit;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Bus;
using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>Announces over the bus. What gets lost is made good: the alerts are sent again by their sources.</summary>
internal sealed class BusAnnouncer(IBus bus, string instance, TimeProvider clock, ILogger<BusAnnouncer> logger) : INotifierAnnouncer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A silent broker is taken for healthy for a while; what it did not take says otherwise.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromSeconds(30);

    private long _deafUntil;

    public void AlertsStored(IReadOnlyList<ulong> fingerprints) =>
        _ = PublishAsync(new AlertsStored { Origin = instance, Fingerprints = [.. fingerprints.Select(Fingerprint.Format)] });

    public void SilencesStored(IReadOnlyList<Guid> ids) => _ = PublishAsync(new SilencesStored { Origin = instance, Ids = ids });

    public void AlertsDeferred(IReadOnlyList<PostedAlert> alerts) => _ = PublishAsync(new AlertsDeferred
    {
        Origin = instance,
        Batch = new AlertBatch
        {
            Alerts = [.. alerts.Select(alert => new BusAlert
            {
                Labels = new Dictionary<string, string>(alert.Labels.ToStrings()),
                Annotations = new Dictionary<string, string>(alert.Annotations.ToStrings()),
                StartsAt = alert.StartsAt,
                EndsAt = alert.EndsAt,
                GeneratorUrl = alert.GeneratorUrl,
            })],
        },
    });

    // A bus in memory ends at the process, where nobody else is.
    public bool IsHeard => clock.GetUtcNow().UtcTicks >= Volatile.Read(ref _deafUntil) && bus.Address.Scheme != "loopback" && bus is IBusControl control && control.CheckHealth().Status == BusHealthStatus.Healthy;

    private async Task PublishAsync<T>(T message)
        where T : class
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await bus.Publish(message, patience.Token);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _deafUntil, (clock.GetUtcNow() + Deaf).UtcTicks);
            IntakeLog.NotAnnounced(logger, e);
        }
    }
}

/// <summary>For a Notifier that is alone on its database.</summary>
internal sealed class NoAnnouncer : INotifierAnnouncer
{
    public void AlertsStored(IReadOnlyList<ulong> fingerprints)
    {
    }

    public void SilencesStored(IReadOnlyList<Guid> ids)
    {
    }

    public void AlertsDeferred(IReadOnlyList<PostedAlert> alerts)
    {
    }

    public bool IsHeard => false;
}
