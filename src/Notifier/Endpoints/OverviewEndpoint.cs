using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/alerts: what the alerts page shows, alerts once and groups by reference, of one moment.</summary>
internal sealed class OverviewEndpoint(INotifierState state, TimeProvider clock)
{
    public Task ListAsync(HttpContext http)
    {
        IReadOnlyList<GroupView> groups = state.Groups();
        Dictionary<ulong, IReadOnlyList<string>> muted = MutedAlerts(groups);
        return ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            AlertJson.WriteTime(json, "serverTime"u8, clock.GetUtcNow());
            json.WriteStartArray("alerts"u8);
            foreach (AlertView view in state.Alerts()) AlertJson.Write(json, view, muted.GetValueOrDefault(view.Fingerprint) ?? []);
            json.WriteEndArray();
            json.WriteStartArray("groups"u8);
            foreach (GroupView group in groups) WriteGroup(json, group);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    // An alert that is in several groups is muted only when all of them are.
    private static Dictionary<ulong, IReadOnlyList<string>> MutedAlerts(IReadOnlyList<GroupView> groups)
    {
        var muted = new Dictionary<ulong, IReadOnlyList<string>>();
        if (groups.All(group => group.MutedBy.Count == 0)) return muted;
        foreach (GroupView group in groups)
        {
            foreach (AlertView alert in group.Alerts)
            {
                if (!muted.TryGetValue(alert.Fingerprint, out IReadOnlyList<string>? already)) muted[alert.Fingerprint] = group.MutedBy;
                else muted[alert.Fingerprint] = already.Count == 0 || group.MutedBy.Count == 0 ? [] : [.. already.Union(group.MutedBy)];
            }
        }
        return muted;
    }

    private static void WriteGroup(Utf8JsonWriter json, GroupView group)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, group.GroupId);
        json.WriteString("receiver"u8, group.Receiver);
        json.WriteString("route"u8, RoutePath(group));
        AlertJson.WriteLabels(json, "labels"u8, group.Labels);
        AlertJson.WriteTime(json, "nextFlushAt"u8, group.NextFlush);
        if (group.LastNotified is { } last) AlertJson.WriteTime(json, "lastNotifiedAt"u8, last);
        else json.WriteNull("lastNotifiedAt"u8);
        AlertJson.WriteTexts(json, "mutedBy"u8, group.MutedBy);
        json.WriteStartArray("fingerprints"u8);
        foreach (AlertView alert in group.Alerts) json.WriteStringValue(Model.Alerts.Fingerprint.Format(alert.Fingerprint));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string RoutePath(GroupView group)
    {
        string labels = ":" + group.Labels;
        return group.GroupKey.EndsWith(labels, StringComparison.Ordinal) ? group.GroupKey[..^labels.Length] : group.GroupKey;
    }
}
