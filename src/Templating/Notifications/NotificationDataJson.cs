using System.Text.Json;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>
/// Reads what templates work on from JSON: the body of a webhook without its own fields. Names count in any case, unknown ones are left out, missing
/// ones are empty; the status and what the alerts have in common are taken as they are written.
/// </summary>
public static class NotificationDataJson
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>False with an error that says which field is wrong.</summary>
    public static bool TryRead(string json, out NotificationData data, out string error)
    {
        data = new NotificationData();
        error = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            data = Read(document.RootElement);
            return true;
        }
        catch (JsonException e)
        {
            error = e.Message;
        }
        catch (GoFailure e)
        {
            error = e.Message;
        }
        return false;
    }

    private static NotificationData Read(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "Data");
        return new NotificationData
        {
            Receiver = Text(root, "receiver"),
            Status = Text(root, "status"),
            Alerts = Find(root, "alerts", JsonValueKind.Array) is { } alerts ? [.. alerts.EnumerateArray().Select(Alert)] : [],
            GroupLabels = Pairs(root, "groupLabels"),
            CommonLabels = Pairs(root, "commonLabels"),
            CommonAnnotations = Pairs(root, "commonAnnotations"),
            RouteLabels = Pairs(root, "routeLabels"),
            ExternalUrl = Text(root, "externalURL"),
            NotificationReason = Text(root, "notification_reason"),
        };
    }

    private static AlertData Alert(JsonElement alert)
    {
        Expect(alert, JsonValueKind.Object, "alerts");
        (DateTimeOffset startsAt, int startsExtra) = Time(alert, "startsAt");
        (DateTimeOffset endsAt, int endsExtra) = Time(alert, "endsAt");
        return new AlertData(
            Text(alert, "status"), Pairs(alert, "labels"), Pairs(alert, "annotations"), startsAt, endsAt, Text(alert, "generatorURL"), Text(alert, "fingerprint"))
        { ExtraNanoseconds = (startsExtra, endsExtra) };
    }

    private static (DateTimeOffset Time, int ExtraNanoseconds) Time(JsonElement alert, string name)
    {
        string text = Text(alert, name);
        if (text.Length == 0) return default;
        GoTime time = TimeParser.Parse(Layout, text);
        long ticks = DateTime.UnixEpoch.Ticks + time.Seconds * TimeSpan.TicksPerSecond + time.Nanos / 100;
        long local = ticks + time.Offset * TimeSpan.TicksPerSecond;
        if (Math.Min(ticks, local) < 0 || Math.Max(ticks, local) > DateTime.MaxValue.Ticks) throw new GoFailure($"{name} {text} is not between the years 1 and 9999");
        return (new DateTimeOffset(local, TimeSpan.FromSeconds(time.Offset)), time.Nanos % 100);
    }

    private static KeyValues Pairs(JsonElement parent, string name)
    {
        if (Find(parent, name, JsonValueKind.Object) is not { } pairs) return KeyValues.Empty;
        return new KeyValues(pairs.EnumerateObject().Select(p =>
        {
            if (p.Value.ValueKind != JsonValueKind.Null) Expect(p.Value, JsonValueKind.String, $"{name}.{p.Name}");
            return KeyValuePair.Create(p.Name, p.Value.GetString() ?? "");
        }));
    }

    private static string Text(JsonElement parent, string name) => Find(parent, name, JsonValueKind.String)?.GetString() ?? "";

    /// <summary>Null when it is missing or null.</summary>
    private static JsonElement? Find(JsonElement parent, string name, JsonValueKind kind)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) found = property.Value;
        }
        if (found is not { ValueKind: not JsonValueKind.Null } value) return null;
        Expect(value, kind, name);
        return value;
    }

    private static void Expect(JsonElement value, JsonValueKind kind, string name)
    {
        if (value.ValueKind != kind)
            throw new GoFailure($"{name} must be {Named(kind)}, not {Named(value.ValueKind)}");
    }

    private static string Named(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
