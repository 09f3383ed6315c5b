using System.Text.Json;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Teams;

/// <summary>The two kinds of cards that Teams has shown.</summary>
internal static class TeamsCard
{
    /// <summary>For connectors.</summary>
    public static string Message(string title, string summary, string text, bool firing) => GoJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("@context", "http://schema.org/extensions");
        json.WriteString("type", "MessageCard");
        json.WriteString("title", title);
        json.WriteString("summary", summary);
        json.WriteString("text", text);
        json.WriteString("themeColor", firing ? "8C1A1A" : "2DC72D");
        json.WriteEndObject();
    });

    /// <summary>For workflows: a heading in the colour of the status, and the text.</summary>
    public static string Adaptive(string title, string text, bool firing) => GoJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.2");
        json.WriteStartArray("body");
        WriteHeading(json, title, firing);
        json.WriteStartObject();
        json.WriteString("type", "TextBlock");
        json.WriteString("text", text);
        json.WriteBoolean("wrap", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("msteams");
        json.WriteString("width", "full");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteHeading(Utf8JsonWriter json, string title, bool firing)
    {
        json.WriteStartObject();
        json.WriteString("type", "TextBlock");
        json.WriteString("text", title);
        json.WriteString("weight", "Bolder");
        json.WriteString("size", "Medium");
        json.WriteBoolean("wrap", true);
        json.WriteString("style", "heading");
        json.WriteString("color", firing ? "Attention" : "Good");
        json.WriteEndObject();
    }
}
