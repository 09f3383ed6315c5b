using System.Diagnostics.Metrics;
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
            RequestTimeout = options.RequestTimeout,
            MaxConcurrentGets = options.MaxConcurrentGets > 0 ? options.MaxConcurrentGets : Math.Max(Environment.ProcessorCount, 8),
        };
        MapUpstream(endpoints, services, settings, new GetLimit(settings.MaxConcurrentGets, services.GetRequiredService<IMeterFactory>()));
        MapOurs(endpoints, services, settings);
        return endpoints;
    }

    private static void MapUpstream(IEndpointRouteBuilder endpoints, IServiceProvider services, EndpointSettings settings, GetLimit limit)
    {
        var alerts = ActivatorUtilities.CreateInstance<AlertsEndpoint>(services, settings, ActivatorUtilities.CreateInstance<AlertListing>(services));
        var silences = ActivatorUtilities.CreateInstance<SilencesEndpoint>(services, settings);
        var status = ActivatorUtilities.CreateInstance<StatusEndpoint>(services, settings);
        var time = new TimeLimit(settings.RequestTimeout, services.GetRequiredService<TimeProvider>());
        endpoints.MapGet("/api/v2/alerts", Doors.Open(time.Around(limit.Around(alerts.ListAsync))));
        endpoints.MapPost("/api/v2/alerts", Doors.Open(time.Around(alerts.PostAsync)));
        endpoints.MapGet("/api/v2/alerts/groups", Doors.Open(time.Around(limit.Around(alerts.GroupsAsync))));
        endpoints.MapGet("/api/v2/silences", Doors.Open(time.Around(limit.Around(silences.ListAsync))));
        endpoints.MapPost("/api/v2/silences", Doors.Open(time.Around(silences.PostAsync)));
        endpoints.MapGet("/api/v2/silence/{id}", Doors.Open(time.Around(limit.Around(silences.GetAsync))));
        endpoints.MapDelete("/api/v2/silence/{id}", Doors.Open(time.Around(silences.DeleteAsync)));
        endpoints.MapGet("/api/v2/status", Doors.Open(time.Around(limit.Around(status.StatusAsync))));
        endpoints.MapGet("/api/v2/receivers", Doors.Open(time.Around(limit.Around(status.ReceiversAsync))));
        endpoints.MapDoors();
    }

    private static void MapOurs(IEndpointRouteBuilder endpoints, IServiceProvider services, EndpointSettings settings)
    {
        var overview = ActivatorUtilities.CreateInstance<OverviewEndpoint>(services);
        var silences = ActivatorUtilities.CreateInstance<SilencesEndpoint>(services, settings);
        var notifications = ActivatorUtilities.CreateInstance<NotificationsEndpoint>(services, settings);
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
        MapHistory(ours, services, settings);
    }

    private static void MapHistory(RouteGroupBuilder ours, IServiceProvider services, EndpointSettings settings)
    {
        var explain = ActivatorUtilities.CreateInstance<ExplainEndpoint>(services, ActivatorUtilities.CreateInstance<ExplainJson>(services), settings);
        var history = ActivatorUtilities.CreateInstance<HistoryEndpoint>(services, settings);
        var timeline = ActivatorUtilities.CreateInstance<TimelineEndpoint>(services, settings);
        var letters = ActivatorUtilities.CreateInstance<DeadLettersEndpoint>(services, settings);
        var routing = ActivatorUtilities.CreateInstance<RoutingEndpoint>(services);
        ours.MapGet("/alerts/{fingerprint}/explain", (RequestDelegate)explain.AlertAsync);
        ours.MapPost("/explain", (RequestDelegate)explain.LabelsAsync);
        ours.MapGet("/alerts/{fingerprint}/timeline", (RequestDelegate)timeline.AlertAsync);
        ours.MapGet("/timeline", (RequestDelegate)timeline.IncidentAsync);
        ours.MapGet("/history/alerts", (RequestDelegate)history.AlertsAsync);
        ours.MapGet("/history/silences", (RequestDelegate)history.SilencesAsync);
        ours.MapGet("/dead-letters", (RequestDelegate)letters.ListAsync);
        ours.MapPost("/dead-letters/retry", (RequestDelegate)letters.RetryManyAsync);
        ours.MapPost("/dead-letters/{id}/retry", (RequestDelegate)letters.RetryAsync);
        ours.MapDelete("/dead-letters/{id}", (RequestDelegate)letters.DismissAsync);
        ours.MapGet("/routing/tree", (RequestDelegate)routing.TreeAsync);
    }
}
