using System.Text.Json;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>Properties as most services have them.</summary>
internal static class JsonText
{
    /// <summary>Writes a text, unless it is empty.</summary>
    public static void Optional(this Utf8JsonWriter json, string key, string value)
    {
        if (value.Length > 0) json.WriteString(key, value);
    }

    /// <summary>Writes a list of texts, unless it is empty.</summary>
    public static void OptionalList(this Utf8JsonWriter json, string key, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(key);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>The text under a key of an object; empty when there is none.</summary>
    public static string Of(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Reads an answer; null when it is no JSON.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
