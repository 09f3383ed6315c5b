using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>The JSON of one message: one attachment, keys in the order that Slack's users compare against.</summary>
internal static class SlackMessage
{
    private const int MaxTitle = 1024;
    private static readonly string[] DefaultMrkdwn = ["fallback", "pretext", "text"];

    /// <param name="channel">Where the first message went, when this one changes it; else null.</param>
    /// <param name="timestamp">Which message to change; null to post.</param>
    public static void Write(Utf8JsonWriter json, SlackConfig config, TemplateRun run, string? channel, string? timestamp)
    {
        json.WriteStartObject();
        Optional(json, "channel", channel ?? run.Text(config.Channel));
        Optional(json, "ts", timestamp ?? "");
        Optional(json, "username", run.Text(config.Username));
        Optional(json, "icon_emoji", run.Text(config.IconEmoji));
        Optional(json, "icon_url", run.Text(config.IconUrl));
        if (config.LinkNames) json.WriteBoolean("link_names", true);
        Optional(json, "text", run.Text(config.MessageText));
        json.WriteStartArray("attachments");
        WriteAttachment(json, config, run);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAttachment(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        json.WriteStartObject();
        Optional(json, "title", RuneText.Truncate(run.Text(config.Title), MaxTitle));
        Optional(json, "title_link", run.Text(config.TitleLink));
        Optional(json, "pretext", run.Text(config.Pretext));
        json.WriteString("text", run.Text(config.Text));
        json.WriteString("fallback", run.Text(config.Fallback));
        json.WriteString("callback_id", run.Text(config.CallbackId));
        WriteFields(json, config, run);
        WriteActions(json, config, run);
        Optional(json, "image_url", run.Text(config.ImageUrl));
        Optional(json, "thumb_url", run.Text(config.ThumbUrl));
        json.WriteString("footer", run.Text(config.Footer));
        Optional(json, "color", run.Text(config.Color));
        WriteTexts(json, "mrkdwn_in", config.MrkdwnIn ?? DefaultMrkdwn);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        if (config.Fields.Count == 0) return;
        json.WriteStartArray("fields");
        foreach (SlackField field in config.Fields)
        {
            json.WriteStartObject();
            Optional(json, "title", run.Text(field.Title));
            Optional(json, "value", run.Text(field.Value));
            json.WriteBoolean("short", field.Short ?? config.ShortFields);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteActions(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        if (config.Actions.Count == 0) return;
        json.WriteStartArray("actions");
        foreach (SlackAction action in config.Actions)
        {
            json.WriteStartObject();
            Optional(json, "type", run.Text(action.Type));
            Optional(json, "text", run.Text(action.Text));
            Optional(json, "url", run.Text(action.Url));
            Optional(json, "style", run.Text(action.Style));
            Optional(json, "name", run.Text(action.Name));
            Optional(json, "value", run.Text(action.Value));
            if (action.Confirm is { } confirm)
            {
                json.WriteStartObject("confirm");
                Optional(json, "text", run.Text(confirm.Text));
                Optional(json, "title", run.Text(confirm.Title));
                Optional(json, "ok_text", run.Text(confirm.OkText));
                Optional(json, "dismiss_text", run.Text(confirm.DismissText));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter json, string key, string value)
    {
        if (value.Length > 0) json.WriteString(key, value);
    }
}
