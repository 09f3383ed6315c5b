using System.Text.Json;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Webhook;

/// <summary>The standard body; version 4 is the webhook's, 1 is incident.io's.</summary>
internal static class WebhookMessage
{
    /// <param name="truncated">How many alerts were left out.</param>
    public static void Write(Utf8JsonWriter json, NotificationData data, string groupKey, int truncated, string version = "4")
    {
        json.WriteStartObject();
        json.WriteString("receiver", data.Receiver);
        json.WriteString("status", data.Status);
        json.WriteStartArray("alerts");
        foreach (AlertData alert in data.Alerts) WriteAlert(json, alert);
        json.WriteEndArray();
        json.WriteString("notification_reason", data.NotificationReason);
        WriteValues(json, "groupLabels", data.GroupLabels);
        WriteValues(json, "commonLabels", data.CommonLabels);
        WriteValues(json, "commonAnnotations", data.CommonAnnotations);
        // Newer than most consumers: written when a route has labels, so that nobody else meets a key they do not know.
        if (data.RouteLabels.Count > 0) WriteValues(json, "routeLabels", data.RouteLabels);
        json.WriteString("externalURL", data.ExternalUrl);
        json.WriteString("version", version);
        json.WriteString("groupKey", groupKey);
        json.WriteNumber("truncatedAlerts", truncated);
        json.WriteEndObject();
    }

    private static void WriteAlert(Utf8JsonWriter json, AlertData alert)
    {
        json.WriteStartObject();
        json.WriteString("status", alert.Status);
        WriteValues(json, "labels", alert.Labels);
        WriteValues(json, "annotations", alert.Annotations);
        json.WriteString("startsAt", GoJson.Time(alert.StartsAt));
        json.WriteString("endsAt", GoJson.Time(alert.EndsAt));
        json.WriteString("generatorURL", alert.GeneratorUrl);
        json.WriteString("fingerprint", alert.Fingerprint);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string key, KeyValues values)
    {
        json.WriteStartObject(key);
        foreach ((string name, string value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(name, value);
        json.WriteEndObject();
    }
}
