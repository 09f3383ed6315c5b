using System.Globalization;
using System.Text.Json;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Conformance;

/// <summary>Reads template data as the cases have it: the layout of a webhook's body.</summary>
internal static class DataReader
{
    public static NotificationData Notification(JsonElement data) => new()
    {
        Receiver = Text(data, "receiver"),
        Status = Text(data, "status"),
        ExternalUrl = Text(data, "externalURL"),
        NotificationReason = Text(data, "notification_reason"),
        GroupLabels = Pairs(data, "groupLabels"),
        CommonLabels = Pairs(data, "commonLabels"),
        CommonAnnotations = Pairs(data, "commonAnnotations"),
        Alerts = data.TryGetProperty("alerts", out JsonElement alerts) ? [.. alerts.EnumerateArray().Select(Alert)] : [],
    };

    public static IReadOnlyDictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);

    private static AlertData Alert(JsonElement alert) => new(
        Text(alert, "status"),
        Pairs(alert, "labels"),
        Pairs(alert, "annotations"),
        Time(alert, "startsAt"),
        Time(alert, "endsAt"),
        Text(alert, "generatorURL"),
        Text(alert, "fingerprint"));

    private static DateTimeOffset Time(JsonElement parent, string name) =>
        DateTimeOffset.ParseExact(Text(parent, name), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "o"],
            CultureInfo.InvariantCulture, DateTimeStyles.None);

    private static KeyValues Pairs(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement pairs) ? new KeyValues(Labels(pairs)) : KeyValues.Empty;

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement text) ? text.GetString()! : "";
}
