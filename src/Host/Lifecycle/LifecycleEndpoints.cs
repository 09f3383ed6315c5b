using Tocsin.Contracts.Configuration;
using Tocsin.Host.Roles;
using Tocsin.Host.Telemetry;

namespace Tocsin.Host.Lifecycle;

/// <summary>The routes under <c>/-/</c> and <c>/metrics</c>.</summary>
internal static class LifecycleEndpoints
{
    private static readonly string[] GetHead = ["GET", "HEAD"];
    private static readonly string[] PostPut = ["POST", "PUT"];

    public static void MapLifecycle(this IEndpointRouteBuilder routes, ServeSettings settings)
    {
        routes.MapMethods("/-/healthy", GetHead, () => Results.Text("Tocsin is Healthy.\n"));
        routes.MapMethods("/-/ready", GetHead, (Readiness readiness) =>
            readiness.IsReady ? Results.Text("Tocsin is Ready.\n") : Results.Text("Service Unavailable\n", statusCode: 503));
        routes.MapMethods("/-/reload", PostPut, (Reloader reloader, CancellationToken cancel) => ReloadAsync(reloader, settings, cancel));
        routes.MapMethods("/-/quit", PostPut, (IHostApplicationLifetime lifetime) => Quit(lifetime, settings));
        routes.MapGet("/metrics", (MetricRegistry registry) => Results.Text(MetricText.Write(registry), MetricText.ContentType));
        routes.MapGet("/version", () => Results.Json(new { version = Build.Version }));
    }

    // Alertmanager reloads for anyone, Prometheus only with its lifecycle flag: where the notifier is part of the process, its rule holds.
    private static async Task<IResult> ReloadAsync(Reloader reloader, ServeSettings settings, CancellationToken cancel)
    {
        if (!settings.EnableLifecycle && !settings.Has(Role.Notifier)) return Results.Text("Lifecycle API is not enabled.", statusCode: 403);
        IReadOnlyList<ConfigProblem> errors = await reloader.ReloadAsync(cancel);
        return errors.Count == 0
            ? Results.Text("")
            : Results.Text("failed to reload config: " + string.Join('\n', errors) + "\n", statusCode: 500);
    }

    private static IResult Quit(IHostApplicationLifetime lifetime, ServeSettings settings)
    {
        if (!settings.EnableLifecycle) return Results.Text("Lifecycle API is not enabled.", statusCode: 403);
        lifetime.StopApplication();
        return Results.Text("Requesting termination... Goodbye!");
    }
}
