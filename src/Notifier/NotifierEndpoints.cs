using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Notifier.Endpoints;

namespace Tocsin.Notifier;

/// <summary>The Notifier's part of the HTTP API: Alertmanager's API v2, and ours under <c>/api/tocsin/v1</c>.</summary>
public static class NotifierEndpoints
{
    /// <summary>Maps all of it. The services of the Notifier must be registered.</summary>
    public static IEndpointRouteBuilder MapTocsinNotifier(this IEndpointRouteBuilder endpoints)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        NotifierOptions options = services.GetRequiredService<NotifierOptions>();
        var settings = new EndpointSettings
        {
            Syntax = options.Syntax,
            Instance = options.InstanceId,
            StartedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
        MapUpstream(endpoints, services, settings, new GetLimit(settings.MaxConcurrentGets));
        MapOurs(endpoints, services, settings);
        return endpoints;
    }

    private static void MapUpstream(IEndpointRouteBuilder endpoints, IServiceProvider services, EndpointSettings settings, GetLimit limit)
    {
        var alerts = ActivatorUtilities.CreateInstance<AlertsEndpoint>(services, settings);
        var silences = ActivatorUtilities.CreateInstance<SilencesEndpoint>(services, settings);
        var status = ActivatorUtilities.CreateInstance<StatusEndpoint>(services, settings);
        endpoints.MapGet("/api/v2/alerts", limit.Around(alerts.ListAsync));
        endpoints.MapPost("/api/v2/alerts", (RequestDelegate)alerts.PostAsync);
        endpoints.MapGet("/api/v2/alerts/groups", limit.Around(alerts.GroupsAsync));
        endpoints.MapGet("/api/v2/silences", limit.Around(silences.ListAsync));
        endpoints.MapPost("/api/v2/silences", (RequestDelegate)silences.PostAsync);
        endpoints.MapGet("/api/v2/silence/{id}", limit.Around(silences.GetAsync));
        endpoints.MapDelete("/api/v2/silence/{id}", (RequestDelegate)silences.DeleteAsync);
        endpoints.MapGet("/api/v2/status", limit.Around(status.StatusAsync));
        endpoints.MapGet("/api/v2/receivers", limit.Around(status.ReceiversAsync));
    }

    private static void MapOurs(IEndpointRouteBuilder endpoints, IServiceProvider services, EndpointSettings settings)
    {
        var overview = ActivatorUtilities.CreateInstance<OverviewEndpoint>(services);
        var silences = ActivatorUtilities.CreateInstance<SilencesEndpoint>(services, settings);
        var notifications = ActivatorUtilities.CreateInstance<NotificationsEndpoint>(services);
        var preview = ActivatorUtilities.CreateInstance<PreviewEndpoint>(services, settings);
        var stream = ActivatorUtilities.CreateInstance<ChangeStreamEndpoint>(services, settings);
        RouteGroupBuilder ours = endpoints.MapGroup("/api/tocsin/v1");
        ours.MapGet("/alerts", (RequestDelegate)overview.ListAsync);
        ours.MapPost("/silences/preview", (RequestDelegate)silences.PreviewAsync);
        ours.MapGet("/silences/{id}/history", (RequestDelegate)silences.HistoryAsync);
        ours.MapGet("/notifications", (RequestDelegate)notifications.ListAsync);
        ours.MapPost("/notifications/preview", (RequestDelegate)preview.PreviewAsync);
        ours.MapGet("/notifications/{id}", (RequestDelegate)notifications.GetAsync);
        ours.MapGet("/stream", (RequestDelegate)stream.StreamAsync);
    }
}
