using MassTransit;
using Tocsin.Host.Roles;
using Tocsin.Notifier;

namespace Tocsin.Host.Composition;

/// <summary>The switch between the bus in memory and RabbitMQ.</summary>
internal static class BusComposition
{
    public static void AddBus(this IServiceCollection services, ServeSettings settings, NotifierOptions notifier)
    {
        if (!settings.Has(Role.Engine) && !settings.Has(Role.Notifier)) return;
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (settings.Has(Role.Notifier)) bus.AddNotifierConsumers(notifier);
            if (settings.Bus is not { } broker) bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            else bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker);
                rabbit.ConfigureEndpoints(context);
            });
        });
        // People are told without the bus too: a broker that is away must not keep the server from starting.
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = false);
    }
}
