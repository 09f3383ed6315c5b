using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What happened, in order of time: to one alert, or in a whole incident.</summary>
internal sealed class TimelineEndpoint(
    AlertTimeline timeline, INotificationHistory history, INotifierState state, GroupJudge judge, HistorySpan span, EndpointSettings settings, TimeProvider clock)
{
    private const int MaxEach = 1000;
    private static readonly TimeSpan UsualSpan = TimeSpan.FromHours(1);

    /// <summary>Pages through transitions, verdicts and notifications of one alert.</summary>
    public Task AlertAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        ApiFault? fault = HistoryRequest.Read(http.Request.Query, settings.Syntax, HistoryFilters.Deliveries | HistoryFilters.Kind, out HistoryQuery query);
        if (!Fingerprint.TryParse(http.GetRouteValue("fingerprint") as string ?? "", out ulong fingerprint)) fault = ApiFault.Bad("fingerprint must be 16 hexadecimal digits");
        if (fault is not null)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        HistoryPage<TimelineEntry> page = await timeline.ReadAsync(query with { Fingerprint = fingerprint }, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WritePageAsync(
            http, "entries", page, span, (json, entry) => HistoryJson.WriteTimeline(json, entry, fingerprint, judge.StageNames)).ConfigureAwait(false);
    });

    /// <summary>Alerts as spans, with the notifications and silences of the same time.</summary>
    public Task IncidentAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        if (HistoryRequest.Read(http.Request.Query, settings.Syntax, HistoryFilters.Deliveries | HistoryFilters.Fingerprint | HistoryFilters.Labels, out HistoryQuery read) is { } fault)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        DateTimeOffset until = read.Until ?? clock.GetUtcNow(), from = read.From ?? until - UsualSpan;
        if (from > until)
        {
            await ApiResponse.RefuseAsync(http, ApiFault.Bad("from must not be after until, which is now unless it is given")).ConfigureAwait(false);
            return;
        }
        HistoryQuery query = read with { From = from, Until = until, Limit = MaxEach };
        // Each may look for as long as a page may take: they do so at the same time.
        Task<HistoryPage<AlertEvent>> findEvents = history.AlertEventsAsync(query, http.RequestAborted);
        Task<HistoryPage<Delivery>> findDeliveries = history.DeliveriesAsync(query, http.RequestAborted);
        Task<HistoryPage<Silence>> findVersions = history.SilenceVersionsAsync(query with { Cursor = null }, http.RequestAborted);
        await Task.WhenAll(findEvents, findDeliveries, findVersions).ConfigureAwait(false);
        HistoryPage<AlertEvent> events = await findEvents.ConfigureAwait(false);
        HistoryPage<Delivery> deliveries = await findDeliveries.ConfigureAwait(false);
        HistoryPage<Silence> versions = await findVersions.ConfigureAwait(false);
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            AlertJson.WriteTime(json, "from"u8, from);
            AlertJson.WriteTime(json, "until"u8, until);
            json.WriteStartArray("alerts"u8);
            foreach (IGrouping<ulong, AlertEvent> alert in events.Items.Reverse().GroupBy(one => one.Fingerprint)) WriteLane(json, alert, from);
            foreach (AlertView view in FiringAllTheTime(query, events)) WriteLane(json, [Begun(view)], from);
            json.WriteEndArray();
            json.WriteStartArray("notifications"u8);
            foreach (Delivery delivery in deliveries.Items)
            {
                json.WriteStartObject();
                DeliveryJson.WriteSummary(json, delivery);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("silences"u8);
            foreach (Silence version in versions.Items) HistoryJson.WriteVersion(json, version);
            json.WriteEndArray();
            // There was more than fits: a shorter span or a filter shows it.
            json.WriteBoolean("complete"u8, events.Next is null && deliveries.Next is null && versions.Next is null);
            AlertJson.WriteTime(json, "keptSince"u8, span.KeptSince);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    // What began before the time and fires still has no transition in it.
    private IEnumerable<AlertView> FiringAllTheTime(HistoryQuery query, HistoryPage<AlertEvent> events)
    {
        if (query.Cursor is not null) return [];
        HashSet<ulong> seen = [.. events.Items.Select(one => one.Fingerprint)];
        return state.Alerts().Where(view =>
            view.Alert.StartsAt < query.From && !seen.Contains(view.Fingerprint) && (query.Fingerprint ?? view.Fingerprint) == view.Fingerprint
            && Model.Matchers.Matcher.MatchesAll(query.Matchers, view.Alert.Labels)).Take(MaxEach);
    }

    private static AlertEvent Begun(AlertView view) =>
        new(Guid.Empty, view.Fingerprint, AlertEventKind.Fired, view.Alert.StartsAt, view.Alert.StartsAt, view.Alert.Labels, view.Alert.Annotations);

    private static void WriteLane(Utf8JsonWriter json, IEnumerable<AlertEvent> alert, DateTimeOffset from)
    {
        AlertEvent[] events = [.. alert];
        json.WriteStartObject();
        AlertJson.WriteFingerprint(json, events[0].Fingerprint);
        AlertJson.WriteLabels(json, "labels"u8, events[0].Labels);
        json.WriteStartArray("spans"u8);
        DateTimeOffset? since = null;
        foreach (AlertEvent one in events)
        {
            if (one.Kind != AlertEventKind.Resolved) since ??= one.Kind == AlertEventKind.Fired ? one.At : one.StartsAt;
            else
            {
                WriteSpan(json, since ?? one.StartsAt, one.At, from);
                since = null;
            }
        }
        if (since is { } open) WriteSpan(json, open, null, from);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, DateTimeOffset begin, DateTimeOffset? end, DateTimeOffset from)
    {
        json.WriteStartObject();
        AlertJson.WriteTime(json, "from"u8, begin < from ? from : begin);
        HistoryJson.WriteTimeOrNull(json, "until"u8, end);
        json.WriteEndObject();
    }
}
