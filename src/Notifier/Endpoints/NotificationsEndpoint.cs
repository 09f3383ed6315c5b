using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/notifications: what was told to whom, with its content and every attempt.</summary>
internal sealed class NotificationsEndpoint(INotificationHistory history, INotifierState state)
{
    private const int MaxLimit = 1000;
    private const string BadQuery = "limit must be 1 to 1000, result one of sending, delivered, failed, fingerprint 16 hexadecimal digits";
    private const int MaxPages = 20;
    private const int MaxAlertsShown = 200;

    public Task ListAsync(HttpContext http) => GuardAsync(http, async () =>
    {
        if (ReadQuery(http.Request.Query, out string result) is not { } query)
        {
            await ApiResponse.FaultAsync(http, ApiFault.Bad(BadQuery)).ConfigureAwait(false);
            return;
        }
        (List<Delivery> found, string? next) = await FindAsync(query, result, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("notifications"u8);
            foreach (Delivery delivery in found)
            {
                json.WriteStartObject();
                DeliveryJson.WriteSummary(json, delivery);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next"u8, next);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    public Task GetAsync(HttpContext http) => GuardAsync(http, async () =>
    {
        Delivery? delivery = null;
        if (Guid.TryParse(http.GetRouteValue("id") as string, out Guid id)) delivery = await history.DeliveryAsync(id, http.RequestAborted).ConfigureAwait(false);
        if (delivery is null)
        {
            await ApiResponse.FaultAsync(http, ApiFault.NotFound("no such notification")).ConfigureAwait(false);
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

    // "failed" gathers several states, which the history knows one by one: pages are read until the page asked for is full.
    private async Task<(List<Delivery>, string?)> FindAsync(HistoryQuery query, string result, CancellationToken cancel)
    {
        var found = new List<Delivery>();
        string? next = query.Cursor;
        for (int page = 0; page < MaxPages && found.Count < query.Limit; page++)
        {
            HistoryPage<Delivery> read = await history.DeliveriesAsync(query with { Cursor = next, Limit = query.Limit - found.Count }, cancel).ConfigureAwait(false);
            found.AddRange(read.Items.Where(delivery => result.Length == 0 || DeliveryJson.ResultOf(delivery.State) == result));
            next = read.Next;
            if (next is null) break;
        }
        return (found, next);
    }

    private async Task<List<(AlertEvent, string, DateTimeOffset?)>> AlertsAsync(Delivery delivery, CancellationToken cancel)
    {
        var alerts = new List<(AlertEvent, string, DateTimeOffset?)>();
        foreach (ulong fingerprint in delivery.Firing.Concat(delivery.Resolved).Take(MaxAlertsShown))
        {
            string status = delivery.Firing.Contains(fingerprint) ? DeliveryJson.Firing : DeliveryJson.Resolved;
            HistoryQuery query = new() { Fingerprint = fingerprint, Until = delivery.CreatedAt, Limit = 1 };
            IReadOnlyList<AlertEvent> events = (await history.AlertEventsAsync(query, cancel).ConfigureAwait(false)).Items;
            AlertEvent? known = events.Count > 0 ? events[0] : null;
            if (known is null && state.Alert(fingerprint) is { } view)
                known = new AlertEvent(Guid.Empty, fingerprint, AlertEventKind.Fired, view.Alert.StartsAt, view.Alert.StartsAt, view.Alert.Labels, view.Alert.Annotations);
            if (known is not null) alerts.Add((known, status, status == DeliveryJson.Resolved ? known.At : null));
        }
        return alerts;
    }

    private static HistoryQuery? ReadQuery(IQueryCollection query, out string result)
    {
        result = query["result"].ToString();
        string limit = query["limit"].ToString(), fingerprint = query["fingerprint"].ToString();
        int count = 100;
        ulong alert = 0;
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit)) return null;
        if (fingerprint.Length > 0 && !Fingerprint.TryParse(fingerprint, out alert)) return null;
        if (result is not ("" or "sending" or "delivered" or "failed")) return null;
        return new HistoryQuery
        {
            Limit = count,
            Cursor = Text("before"),
            Receiver = Text("receiver"),
            Integration = Text("integration"),
            State = result switch { "sending" => DeliveryState.Sending, "delivered" => DeliveryState.Delivered, _ => null },
            Fingerprint = fingerprint.Length > 0 ? alert : null,
        };

        string? Text(string key) => query[key].ToString() is { Length: > 0 } text ? text : null;
    }

    private static async Task GuardAsync(HttpContext http, Func<Task> serve)
    {
        try
        {
            await serve().ConfigureAwait(false);
        }
        catch (DbException) when (!http.Response.HasStarted)
        {
            await ApiResponse.FaultAsync(http, new ApiFault(503, 0, "the history cannot be read: the database does not answer")).ConfigureAwait(false);
        }
    }
}
