using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Upstream's GettableAlert, keys in upstream's order, straight from bytes to bytes.</summary>
internal static class AlertJson
{
    /// <summary>The status of most alerts.</summary>
    public static ReadOnlySpan<byte> Active => """{"inhibitedBy":[],"mutedBy":[],"silencedBy":[],"state":"active"}"""u8;

    /// <param name="mutedBy">Names of the intervals that mute it where it is shown.</param>
    public static void Write(Utf8JsonWriter json, AlertView view, IReadOnlyList<string> mutedBy)
    {
        Alert alert = view.Alert;
        json.WriteStartObject();
        WriteLabels(json, "annotations"u8, alert.Annotations);
        WriteTime(json, "endsAt"u8, alert.EndsAt);
        WriteFingerprint(json, view.Fingerprint);
        WriteReceivers(json, view.Receivers);
        WriteTime(json, "startsAt"u8, alert.StartsAt);
        json.WritePropertyName("status"u8);
        WriteStatus(json, view.Status, mutedBy);
        WriteTime(json, "updatedAt"u8, alert.UpdatedAt);
        if (alert.GeneratorUrl.Length > 0) json.WriteString("generatorURL"u8, alert.GeneratorUrl);
        WriteLabels(json, "labels"u8, alert.Labels);
        json.WriteEndObject();
    }

    public static void WriteLabels(Utf8JsonWriter json, ReadOnlySpan<byte> key, LabelSet labels)
    {
        json.WriteStartObject(key);
        foreach (LabelPair pair in labels) json.WriteString(pair.Name, pair.Value);
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> key, DateTimeOffset time)
    {
        Span<byte> buffer = stackalloc byte[WireTime.Room];
        json.WriteString(key, WireTime.Write(time, buffer));
    }

    public static void WriteFingerprint(Utf8JsonWriter json, ulong fingerprint)
    {
        Span<byte> digits = stackalloc byte[16];
        fingerprint.TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
        json.WriteString("fingerprint"u8, digits);
    }

    public static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void WriteReceivers(Utf8JsonWriter json, IReadOnlyList<string> receivers)
    {
        json.WritePropertyName("receivers"u8);
        WriteReceiverList(json, receivers);
    }

    public static void WriteReceiverList(Utf8JsonWriter json, IReadOnlyList<string> receivers)
    {
        json.WriteStartArray();
        foreach (string receiver in receivers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, receiver);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The value of <c>status</c>.</summary>
    public static void WriteStatus(Utf8JsonWriter json, AlertStatus status, IReadOnlyList<string> mutedBy)
    {
        json.WriteStartObject();
        json.WriteStartArray("inhibitedBy"u8);
        foreach (ulong source in status.InhibitedBy) json.WriteStringValue(Fingerprint.Format(source));
        json.WriteEndArray();
        WriteTexts(json, "mutedBy"u8, mutedBy);
        json.WriteStartArray("silencedBy"u8);
        foreach (Guid silence in status.SilencedBy) json.WriteStringValue(silence);
        json.WriteEndArray();
        bool suppressed = status.State == AlertState.Suppressed || mutedBy.Count > 0;
        json.WriteString("state"u8, suppressed ? "suppressed"u8 : status.State == AlertState.Active ? "active"u8 : "unprocessed"u8);
        json.WriteEndObject();
    }
}
