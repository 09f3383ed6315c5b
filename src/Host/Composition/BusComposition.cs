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
        if (IsNeeded(settings)) services.AddTransport(settings, notifier);
    }

    // A method of its own, so that without a bus its library is not even loaded.
    private static void AddTransport(this IServiceCollection services, ServeSettings settings, NotifierOptions notifier)
    {
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

    // In memory, a bus ends at the process: an Engine or a Notifier that is alone with it would talk to nobody. The Engine posts to its Notifiers instead; the
    // Notifier is spared what the bus takes (a tenth of its memory).
    private static bool IsNeeded(ServeSettings settings)
    {
        if (settings.Has(Role.Notifier)) return settings.Bus is not null || settings.Has(Role.Engine);
        if (!settings.Has(Role.Engine)) return false;
        if (settings.Bus is null && settings.Peers.Notifier is null)
            throw new StartupFailure("the engine role needs a way to its notifiers: --bus amqp://..., --peer.notifier URL, or --role notifier in this process");
        return settings.Bus is not null;
    }
}
