using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>Where a message goes when an earlier one is known; all null to post a new one.</summary>
/// <param name="Channel">Where the first message went.</param>
/// <param name="Update">The message to change.</param>
/// <param name="Thread">The message to answer.</param>
internal readonly record struct SlackPlace(string? Channel, string? Update, string? Thread);

/// <summary>The JSON of one message: one attachment, keys in the order that Slack's users compare against.</summary>
internal static class SlackMessage
{
    private const int MaxTitle = 1024;
    private static readonly string[] DefaultMrkdwn = ["fallback", "pretext", "text"];

    public static void Write(Utf8JsonWriter json, SlackConfig config, TemplateRun run, SlackPlace place)
    {
        json.WriteStartObject();
        json.Optional("channel", place.Channel ?? run.Text(config.Channel));
        json.Optional("ts", place.Update ?? "");
        json.Optional("thread_ts", place.Thread ?? "");
        json.Optional("username", run.Text(config.Username));
        json.Optional("icon_emoji", run.Text(config.IconEmoji));
        json.Optional("icon_url", run.Text(config.IconUrl));
        if (config.LinkNames) json.WriteBoolean("link_names", true);
        if (config.Blocks.Length > 0) WriteBlocks(json, config, run);
        else
        {
            json.Optional("text", run.Text(config.MessageText));
            json.WriteStartArray("attachments");
            WriteAttachment(json, config, run);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    // The colour is a bar beside the blocks, which only an attachment has. The text outside is what notifications and screen readers say.
    private static void WriteBlocks(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        string blocks = run.Text(config.Blocks), text = run.Text(config.MessageText.Length > 0 ? config.MessageText : config.BlocksText);
        if (run.Error is null && BlockKit.Problem(blocks) is { } problem) run.Fail("blocks: " + problem);
        json.Optional("text", text);
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.Optional("color", run.Text(config.Color));
        json.Optional("fallback", text);
        json.WritePropertyName("blocks");
        if (run.Error is null) json.WriteRawValue(blocks);
        else json.WriteNullValue();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAttachment(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        json.WriteStartObject();
        json.Optional("title", RuneText.Truncate(run.Text(config.Title), MaxTitle));
        json.Optional("title_link", run.Text(config.TitleLink));
        json.Optional("pretext", run.Text(config.Pretext));
        json.WriteString("text", run.Text(config.Text));
        json.WriteString("fallback", run.Text(config.Fallback));
        json.WriteString("callback_id", run.Text(config.CallbackId));
        WriteFields(json, config, run);
        WriteActions(json, config, run);
        json.Optional("image_url", run.Text(config.ImageUrl));
        json.Optional("thumb_url", run.Text(config.ThumbUrl));
        json.WriteString("footer", run.Text(config.Footer));
        json.Optional("color", run.Text(config.Color));
        json.OptionalList("mrkdwn_in", config.MrkdwnIn ?? DefaultMrkdwn);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, SlackConfig config, TemplateRun run)
    {
        if (config.Fields.Count == 0) return;
        json.WriteStartArray("fields");
        foreach (SlackField field in config.Fields)
        {
            json.WriteStartObject();
            json.Optional("title", run.Text(field.Title));
            json.Optional("value", run.Text(field.Value));
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
            json.Optional("type", run.Text(action.Type));
            json.Optional("text", run.Text(action.Text));
            json.Optional("url", run.Text(action.Url));
            json.Optional("style", run.Text(action.Style));
            json.Optional("name", run.Text(action.Name));
            json.Optional("value", run.Text(action.Value));
            if (action.Confirm is { } confirm)
            {
                json.WriteStartObject("confirm");
                json.Optional("text", run.Text(confirm.Text));
                json.Optional("title", run.Text(confirm.Title));
                json.Optional("ok_text", run.Text(confirm.OkText));
                json.Optional("dismiss_text", run.Text(confirm.DismissText));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
