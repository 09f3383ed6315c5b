using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Tocsin.Contracts.Configuration;
using Tocsin.Host.Composition;
using Tocsin.Host.Lifecycle;
using Tocsin.Host.Roles;
using Tocsin.Host.Telemetry;

namespace Tocsin.Host;

/// <summary>Builds the process for the roles it plays and runs it until it is told to stop.</summary>
internal static partial class Server
{
    private const int MaxRequestBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DatabaseRetry = TimeSpan.FromSeconds(3);

    /// <exception cref="StartupFailure">It does not start, and why.</exception>
    public static async Task RunAsync(ServeSettings given, IReadOnlyList<string> warnings, CancellationToken cancel)
    {
        ServeSettings settings = MisplacedSettings.Apply(given);
        using DataFolder? folder = RoleComposition.KeepsData(settings) ? DataFolder.Take(settings.DataPath) : null;
        await using WebApplication app = Build(settings);
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tocsin.Server");
        LogStarting(log, Tocsin.Host.Build.Version, settings.Roles.ToString());
        foreach (string warning in warnings) LogFlagWarning(log, warning);
        if (!await DatabaseIsThereAsync(app, settings, log, cancel)) return;
        await LoadConfigurationAsync(app, cancel);
        Map(app, settings);
        await StartAsync(app, settings, cancel);
        using PosixSignalRegistration hangup = ReloadOnHangup(app);
        Readiness readiness = app.Services.GetRequiredService<Readiness>();
        app.Lifetime.ApplicationStopping.Register(() => readiness.Set(false));
        readiness.Set(true);
        SayWhere(log, app, settings);
        await app.WaitForShutdownAsync(cancel);
        LogStopped(log);
    }

    private static WebApplication Build(ServeSettings settings)
    {
        WebApplicationBuilder builder = WebServer.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            foreach (ListenAddress address in settings.ListenAddresses) kestrel.Listen(new IPEndPoint(address.Address, address.Port));
        });
        builder.Logging.WriteToStandardError(settings);
        builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddSingleton<MetricRegistry>().AddSingleton<HttpMetrics>();
        builder.Services.AddSingleton<Reloader>().AddSingleton<Readiness>();
        builder.Services.AddHostedService<MemoryTrim>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        RoleComposition.AddRoles(builder.Services, settings);
        WebApplication app = builder.Build();
        // The registry listens before anybody measures.
        app.Services.GetRequiredService<MetricRegistry>();
        ProcessMetrics.Register(app.Services.GetRequiredService<IMeterFactory>());
        return app;
    }

    /// <summary>Waits for a database that is away; false: told to stop meanwhile.</summary>
    private static async Task<bool> DatabaseIsThereAsync(WebApplication app, ServeSettings settings, ILogger log, CancellationToken cancel)
    {
        if (await RoleComposition.MigrateAsync(app.Services, settings, log, cancel) is not { } reason) return true;
        await using WebApplication room = await ListeningAsync(settings, () => WaitingRoom.OpenAsync(settings, cancel));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, room.Lifetime.ApplicationStopping);
        try
        {
            for (string? why = reason; why is not null; why = await RoleComposition.MigrateAsync(app.Services, settings, log, stop.Token))
            {
                LogWaiting(log, settings.Database.ToString(), why, DatabaseRetry.TotalSeconds);
                await Task.Delay(DatabaseRetry, TimeProvider.System, stop.Token);
            }
            await room.StopAsync(cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task LoadConfigurationAsync(WebApplication app, CancellationToken cancel)
    {
        IReadOnlyList<ConfigProblem> errors = await app.Services.GetRequiredService<Reloader>().ReloadAsync(cancel);
        if (errors.Count > 0) throw new StartupFailure([.. errors.Select(error => error.ToString())]);
    }

    private static void Map(WebApplication app, ServeSettings settings)
    {
        app.UseRoutePrefix(settings.RoutePrefix);
        app.UseMiddleware<ApiOrigins>(settings.CorsOrigin);
        app.UseRefusalText();
        app.UseRouting();
        HttpMetrics metrics = app.Services.GetRequiredService<HttpMetrics>();
        app.Use(next => context => metrics.MeasureAsync(context, next));
        app.MapLifecycle(settings);
        RoleComposition.MapRoles(app, settings);
    }

    private static Task<WebApplication> StartAsync(WebApplication app, ServeSettings settings, CancellationToken cancel) => ListeningAsync(settings, async () =>
    {
        await app.StartAsync(cancel);
        return app;
    });

    private static async Task<WebApplication> ListeningAsync(ServeSettings settings, Func<Task<WebApplication>> start)
    {
        try
        {
            return await start();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartupFailure(
                $"cannot listen on {string.Join(", ", settings.ListenAddresses)}: the port is taken. Stop what listens there, or choose another by --web.listen-address");
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            throw new StartupFailure($"cannot listen on {string.Join(", ", settings.ListenAddresses)}: {e.GetBaseException().Message}");
        }
    }

    private static PosixSignalRegistration ReloadOnHangup(WebApplication app)
    {
        Reloader reloader = app.Services.GetRequiredService<Reloader>();
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = Task.Run(() => reloader.ReloadAsync(app.Lifetime.ApplicationStopping));
        });
    }

    private static void SayWhere(ILogger log, WebApplication app, ServeSettings settings)
    {
        string listening = string.Join(", ", app.Urls);
        LogReady(log, listening);
        if (!settings.Has(Role.Web)) return;
        Console.WriteLine();
        Console.WriteLine($"  Tocsin is ready. Open  {settings.BrowserUrl.AbsoluteUri.TrimEnd('/')}");
        Console.WriteLine();
    }

    [LoggerMessage(LogLevel.Information, "Starting Tocsin {Version} as {Roles}")]
    private static partial void LogStarting(ILogger log, string version, string roles);

    [LoggerMessage(LogLevel.Error, "Waiting for the database ({Location}), without which nobody knows what was told already: {Reason}; next try in {Seconds} s")]
    private static partial void LogWaiting(ILogger log, string location, string reason, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private static partial void LogFlagWarning(ILogger log, string problem);

    [LoggerMessage(LogLevel.Information, "Server is ready to receive web requests on {Address}")]
    private static partial void LogReady(ILogger log, string address);

    [LoggerMessage(LogLevel.Information, "See you next time!")]
    private static partial void LogStopped(ILogger log);
}
