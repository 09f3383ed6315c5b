using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/notifications: what was told to whom, with its content and every attempt.</summary>
internal sealed class NotificationsEndpoint(INotificationHistory history, INotifierState state, HistorySpan span, EndpointSettings settings)
{
    private const int MaxAlertsShown = 200;

    public Task ListAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        if (HistoryRequest.Read(http.Request.Query, settings.Syntax, HistoryFilters.Deliveries | HistoryFilters.Fingerprint | HistoryFilters.Labels, out HistoryQuery query) is { } fault)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        HistoryPage<Delivery> page = await history.DeliveriesAsync(query, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WritePageAsync(http, "notifications", page, span, (json, delivery) =>
        {
            json.WriteStartObject();
            DeliveryJson.WriteSummary(json, delivery);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    public Task GetAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        Delivery? delivery = null;
        if (Guid.TryParse(http.GetRouteValue("id") as string, out Guid id)) delivery = await history.DeliveryAsync(id, http.RequestAborted).ConfigureAwait(false);
        if (delivery is null)
        {
            await ApiResponse.RefuseAsync(http, ApiFault.NotFound("no such notification")).ConfigureAwait(false);
            return;
        }
        List<(AlertEvent Alert, string Status, DateTimeOffset? EndsAt)> alerts = await AlertsAsync(delivery, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            DeliveryJson.WriteSummary(json, delivery);
            DeliveryJson.WriteContent(json, delivery.Message);
            json.WriteStartArray("alerts"u8);
            foreach ((AlertEvent alert, string status, DateTimeOffset? endsAt) in alerts) DeliveryJson.WriteAlert(json, alert, status, endsAt);
            json.WriteEndArray();
            DeliveryJson.WriteAttempts(json, delivery.Attempts);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    private async Task<List<(AlertEvent, string, DateTimeOffset?)>> AlertsAsync(Delivery delivery, CancellationToken cancel)
    {
        ulong[] shown = [.. delivery.Firing.Concat(delivery.Resolved).Take(MaxAlertsShown)];
        HashSet<ulong> firing = [.. delivery.Firing];
        IReadOnlyDictionary<ulong, AlertEvent> known = await history.LastEventsAsync(shown, delivery.CreatedAt, cancel).ConfigureAwait(false);
        var alerts = new List<(AlertEvent, string, DateTimeOffset?)>();
        foreach (ulong fingerprint in shown)
        {
            AlertEvent? alert = known.GetValueOrDefault(fingerprint);
            if (alert is null && state.Alert(fingerprint) is { } view)
                alert = new AlertEvent(Guid.Empty, fingerprint, AlertEventKind.Fired, view.Alert.StartsAt, view.Alert.StartsAt, view.Alert.Labels, view.Alert.Annotations);
            if (alert is null) continue;
            bool fires = firing.Contains(fingerprint);
            alerts.Add((alert, fires ? DeliveryJson.Firing : DeliveryJson.Resolved, fires ? null : alert.At));
        }
        return alerts;
    }
}
