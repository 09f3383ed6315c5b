using System.Text.Json;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Upstream's GettableSilence, keys in upstream's order.</summary>
internal static class SilenceJson
{
    public static void Write(Utf8JsonWriter json, Silence silence, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, silence.Id);
        json.WriteStartObject("status"u8);
        json.WriteString("state"u8, silence.StateAt(now) switch
        {
            SilenceState.Active => "active"u8,
            SilenceState.Pending => "pending"u8,
            _ => "expired"u8,
        });
        json.WriteEndObject();
        AlertJson.WriteTime(json, "updatedAt"u8, silence.UpdatedAt);
        if (silence.Annotations.Count > 0)
        {
            json.WriteStartObject("annotations"u8);
            foreach ((string name, string value) in silence.Annotations.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteString("comment"u8, silence.Comment);
        json.WriteString("createdBy"u8, silence.CreatedBy);
        AlertJson.WriteTime(json, "endsAt"u8, silence.EndsAt);
        json.WriteStartArray("matchers"u8);
        foreach (Matcher matcher in silence.Matchers) WriteMatcher(json, matcher);
        json.WriteEndArray();
        AlertJson.WriteTime(json, "startsAt"u8, silence.StartsAt);
        json.WriteEndObject();
    }

    private static void WriteMatcher(Utf8JsonWriter json, Matcher matcher)
    {
        json.WriteStartObject();
        json.WriteBoolean("isEqual"u8, !matcher.IsNegative);
        json.WriteBoolean("isRegex"u8, matcher.IsRegex);
        json.WriteString("name"u8, matcher.Name);
        json.WriteString("value"u8, matcher.Value);
        json.WriteEndObject();
    }
}
