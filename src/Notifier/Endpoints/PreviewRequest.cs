using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What is to be shown: the messages of one receiver, or of one of its integrations, for alerts that are given or that are there now.</summary>
internal sealed record PreviewRequest
{
    public const int MaxAlerts = 1000;

    public required string Receiver { get; init; }

    /// <summary>Such as <c>slack</c>; empty for all.</summary>
    public string Integration { get; init; } = "";

    /// <summary>Null for all.</summary>
    public int? Index { get; init; }

    public string Reason { get; init; } = "first notification";

    /// <summary>A group that is there now; empty for none.</summary>
    public string GroupId { get; init; } = "";

    /// <summary>Alerts that are there now.</summary>
    public IReadOnlyList<ulong> Fingerprints { get; init; } = [];

    public IReadOnlyList<PostedAlert> Alerts { get; init; } = [];

    public static ApiFault? Read(byte[] body, out PreviewRequest? request)
    {
        request = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return ApiFault.Bad("an object was expected");
            if (Text(root, "receiver") is not { Length: > 0 } receiver) return ApiFault.Required("receiver");
            var alerts = new List<PostedAlert>();
            if (root.TryGetProperty("alerts", out JsonElement given) && PostedAlertReader.Read(JsonSerializer.SerializeToUtf8Bytes(given), alerts, new LabelSetCache()) is { } fault) return fault;
            var fingerprints = new List<ulong>();
            if (root.TryGetProperty("fingerprints", out JsonElement known))
                foreach (JsonElement one in known.EnumerateArray())
                    if (Fingerprint.TryParse(one.GetString() ?? "", out ulong fingerprint)) fingerprints.Add(fingerprint);
                    else return ApiFault.Bad($"\"{one}\" is no fingerprint; it has 16 hexadecimal digits");
            if (alerts.Count + fingerprints.Count > MaxAlerts) return ApiFault.Bad($"a preview takes {MaxAlerts} alerts at most");
            request = new PreviewRequest
            {
                Receiver = receiver,
                Integration = Text(root, "integration"),
                Index = root.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number ? index.GetInt32() : null,
                Reason = Text(root, "reason") is { Length: > 0 } reason ? reason : "first notification",
                GroupId = Text(root, "groupId"),
                Fingerprints = fingerprints,
                Alerts = alerts,
            };
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return ApiFault.Bad("the body cannot be read: " + e.Message);
        }
    }

    private static string Text(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value) ? value.GetString() ?? "" : "";
}
