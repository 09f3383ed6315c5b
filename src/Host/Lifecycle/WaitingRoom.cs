using System.Net;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Lifecycle;

/// <summary>
/// Stands where the server will be while its database is away: alive, so that nobody restarts it again and again, and not ready, so that sources go to
/// another Notifier or send again later. Everything else is answered 503 with the reason.
/// </summary>
internal static class WaitingRoom
{
    public static async Task<WebApplication> OpenAsync(ServeSettings settings, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebServer.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (ListenAddress address in settings.ListenAddresses) kestrel.Listen(new IPEndPoint(address.Address, address.Port));
        });
        WebApplication room = builder.Build();
        room.Run(http =>
        {
            bool alive = http.Request.Path.Value?.EndsWith("/-/healthy", StringComparison.Ordinal) == true;
            http.Response.StatusCode = alive ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "5";
            return http.Response.WriteAsync(alive ? "Tocsin is Healthy.\n" : "Service Unavailable: waiting for the database\n", http.RequestAborted);
        });
        await room.StartAsync(cancel);
        return room;
    }
}
