using Microsoft.Extensions.DependencyInjection;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier;

/// <summary>The receivers' part of the Notifier.</summary>
public static class ReceiverRegistration
{
    /// <summary>Adds what renders and sends notifications. Needs the <see cref="NotifierOptions"/> that <c>AddTocsinNotifier</c> brings.</summary>
    public static IServiceCollection AddTocsinReceivers(this IServiceCollection services) => services.AddSingleton<IReceiverFactory>(provider =>
        new ReceiverFactory(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<NotifierOptions>().ExternalUrl)
        {
            Addresses = ServiceAddresses.FromEnvironment(Environment.GetEnvironmentVariable),
        });
}
