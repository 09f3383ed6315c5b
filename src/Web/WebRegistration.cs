using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tocsin.Web.Assets;
using Tocsin.Web.Gateway;
using Yarp.ReverseProxy.Configuration;

namespace Tocsin.Web;

/// <summary>Registers the Web role: the gateway to roles elsewhere, and the user interface.</summary>
public static class WebRegistration
{
    public static IServiceCollection AddTocsinWeb(this IServiceCollection services, GatewayPeers peers)
    {
        (IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) = GatewayRoutes.For(peers);
        // The proxy asks for data protection that nothing here uses: no keys on disk for it.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddReverseProxy().LoadFromMemory(routes, clusters);
        WithoutKeys(services);
        return services;
    }

    // Ephemeral or not, a service of it looks for keys at the start, and loads what reads XML and encrypts: 9 MiB for nothing.
    private static void WithoutKeys(IServiceCollection services)
    {
        for (int i = services.Count - 1; i >= 0; i--)
            if (services[i].ServiceType == typeof(IHostedService) && services[i].ImplementationType?.Assembly == typeof(DataProtectionServiceCollectionExtensions).Assembly)
                services.RemoveAt(i);
    }

    /// <param name="endpoints">Where to map; a route prefix is already taken off.</param>
    /// <param name="browserPath">The path under which browsers see the user interface.</param>
    public static void MapTocsinWeb(this IEndpointRouteBuilder endpoints, Uri browserPath)
    {
        endpoints.MapReverseProxy();
        endpoints.MapUi(new UiOptions("", browserPath));
    }
}
