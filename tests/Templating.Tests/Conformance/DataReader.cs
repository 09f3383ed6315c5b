using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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

    private static AlertData Alert(JsonElement alert)
    {
        (DateTimeOffset startsAt, int startsExtra) = Time(Text(alert, "startsAt"));
        (DateTimeOffset endsAt, int endsExtra) = Time(Text(alert, "endsAt"));
        return new AlertData(
            Text(alert, "status"),
            Pairs(alert, "labels"),
            Pairs(alert, "annotations"),
            startsAt,
            endsAt,
            Text(alert, "generatorURL"),
            Text(alert, "fingerprint"))
        { ExtraNanoseconds = (startsExtra, endsExtra) };
    }

    private static (DateTimeOffset Time, int ExtraNanoseconds) Time(string text)
    {
        Match match = Regex.Match(text, @"^(.{19})(?:\.(\d+))?(.*)$");
        string digits = match.Groups[2].Value.PadRight(9, '0');
        DateTimeOffset whole = DateTimeOffset.Parse(match.Groups[1].Value + match.Groups[3].Value, CultureInfo.InvariantCulture);
        int nanos = int.Parse(digits, CultureInfo.InvariantCulture);
        return (whole.AddTicks(nanos / 100), nanos % 100);
    }

    private static KeyValues Pairs(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement pairs) ? new KeyValues(Labels(pairs)) : KeyValues.Empty;

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement text) ? text.GetString()! : "";
}
