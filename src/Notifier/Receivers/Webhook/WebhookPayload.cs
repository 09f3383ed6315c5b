using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Webhook;

/// <summary>
/// A body of the user's own: every text and key is a template, and a rendered text that reads as YAML of another kind (a list, a map, a number)
/// becomes that, with its own texts kept verbatim.
/// </summary>
internal static class WebhookPayload
{
    public static void Write(Utf8JsonWriter json, PayloadNode node, TemplateRun run)
    {
        switch (node)
        {
            case PayloadMap map:
                json.WriteStartObject();
                foreach ((string key, PayloadNode value) in map.Entries)
                {
                    json.WritePropertyName(run.Text(key));
                    Write(json, value, run);
                }
                json.WriteEndObject();
                break;
            case PayloadList list:
                json.WriteStartArray();
                foreach (PayloadNode item in list.Items) Write(json, item, run);
                json.WriteEndArray();
                break;
            case PayloadLiteral literal:
                json.WriteRawValue(literal.Json);
                break;
            case PayloadText text:
                WriteRendered(json, run.Text(text.Text));
                break;
        }
    }

    private static void WriteRendered(Utf8JsonWriter json, string rendered)
    {
        if (PayloadReader.Structure(rendered) is { } structure) WriteVerbatim(json, structure);
        else json.WriteStringValue(rendered);
    }

    private static void WriteVerbatim(Utf8JsonWriter json, PayloadNode node)
    {
        switch (node)
        {
            case PayloadMap map:
                json.WriteStartObject();
                foreach ((string key, PayloadNode value) in map.Entries)
                {
                    json.WritePropertyName(key);
                    WriteVerbatim(json, value);
                }
                json.WriteEndObject();
                break;
            case PayloadList list:
                json.WriteStartArray();
                foreach (PayloadNode item in list.Items) WriteVerbatim(json, item);
                json.WriteEndArray();
                break;
            case PayloadLiteral literal:
                json.WriteRawValue(literal.Json);
                break;
            case PayloadText text:
                json.WriteStringValue(text.Text);
                break;
        }
    }
}
