using MassTransit;
using Tocsin.Host.Lifecycle;
using Tocsin.Host.Roles;
using Tocsin.Notifier;

namespace Tocsin.Host.Composition;

/// <summary>The switch between the bus in memory and RabbitMQ.</summary>
internal static class BusComposition
{
    public static void AddBus(this IServiceCollection services, ServeSettings settings, NotifierOptions notifier)
    {
        if (!IsNeeded(settings)) return;
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (settings.Has(Role.Notifier)) bus.AddNotifierConsumers(notifier);
            if (settings.Bus is not { } broker) bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            else bus.UsingRabbitMq((context, rabbit) =>
            {
                // A broker that is silent, not gone, is noticed within twice this.
                rabbit.Host(broker, host => host.Heartbeat(TimeSpan.FromSeconds(10)));
                rabbit.ConfigureEndpoints(context);
            });
        });
        // People are told without the bus too: a broker that is away must not keep the server from starting.
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = false);
    }

    // In memory, a bus ends at the process: an Engine that is alone with it would talk to nobody, so it posts to its Notifiers instead.
    private static bool IsNeeded(ServeSettings settings)
    {
        if (settings.Has(Role.Notifier)) return true;
        if (!settings.Has(Role.Engine)) return false;
        if (settings.Bus is null && settings.Peers.Notifier is null)
            throw new StartupFailure("the engine role needs a way to its notifiers: --bus amqp://..., --peer.notifier URL, or --role notifier in this process");
        return settings.Bus is not null;
    }
}
