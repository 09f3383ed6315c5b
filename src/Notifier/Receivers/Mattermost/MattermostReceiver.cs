using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Mattermost;

/// <summary>One entry of <c>mattermost_configs</c>: an incoming webhook.</summary>
internal sealed class MattermostReceiver(string receiverName, MattermostConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxText = 16383;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = config.Attachments.Count > 0 ? run.Text(config.Attachments[0].Title) : "";
        return Message(title, GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.Optional("text", RuneText.Truncate(run.Text(config.Text), MaxText));
            json.Optional("channel", run.Text(config.Channel));
            json.Optional("username", run.Text(config.Username));
            json.Optional("icon_url", run.Text(config.IconUrl));
            json.Optional("icon_emoji", run.Text(config.IconEmoji));
            if (config.Attachments.Count > 0)
            {
                json.WriteStartArray("attachments");
                foreach (MattermostAttachment attachment in config.Attachments) WriteAttachment(json, attachment, run);
                json.WriteEndArray();
            }
            json.Optional("type", run.Text(config.Type));
            if (config.Card.Length > 0)
            {
                json.WriteStartObject("props");
                json.WriteString("card", run.Text(config.Card));
                json.WriteEndObject();
            }
            if (config.Priority is { } priority) WritePriority(json, priority, run);
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string url = await RevealAsync(config.WebhookUrl, attempt, cancel).ConfigureAwait(false);
        DeliveryResult result = AttemptVerdict.Of(await Http.SendAsync(HttpCall.Post(url, attempt.Body), cancel).ConfigureAwait(false));
        return result.Outcome == DeliveryOutcome.Delivered ? result : result with { Detail = $"channel \"{attempt.Run.Text(config.Channel)}\": {result.Detail}" };
    }

    private static void WriteAttachment(Utf8JsonWriter json, MattermostAttachment attachment, TemplateRun run)
    {
        json.WriteStartObject();
        json.Optional("fallback", run.Text(attachment.Fallback));
        json.Optional("color", run.Text(attachment.Color));
        json.Optional("pretext", run.Text(attachment.Pretext));
        json.Optional("text", RuneText.Truncate(run.Text(attachment.Text), MaxText));
        json.Optional("author_name", run.Text(attachment.AuthorName));
        json.Optional("author_link", run.Text(attachment.AuthorLink));
        json.Optional("author_icon", run.Text(attachment.AuthorIcon));
        json.Optional("title", run.Text(attachment.Title));
        json.Optional("title_link", run.Text(attachment.TitleLink));
        if (attachment.Fields.Count > 0)
        {
            json.WriteStartArray("fields");
            foreach (SlackField field in attachment.Fields)
            {
                json.WriteStartObject();
                json.Optional("title", run.Text(field.Title));
                json.Optional("value", run.Text(field.Value));
                if (field.Short is { } isShort) json.WriteBoolean("short", isShort);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.Optional("thumb_url", run.Text(attachment.ThumbUrl));
        json.Optional("footer", run.Text(attachment.Footer));
        json.Optional("footer_icon", run.Text(attachment.FooterIcon));
        json.Optional("image_url", run.Text(attachment.ImageUrl));
        json.WriteEndObject();
    }

    // Mattermost refuses combinations that it does not know; they are put right instead.
    private static void WritePriority(Utf8JsonWriter json, MattermostPriority priority, TemplateRun run)
    {
        string level = run.Text(priority.Level).ToLowerInvariant();
        if (level is not ("urgent" or "important")) level = "standard";
        json.WriteStartObject("priority");
        json.WriteString("priority", level);
        if (priority.RequestedAck && level != "standard") json.WriteBoolean("requested_ack", true);
        if (priority.PersistentNotifications && level == "urgent") json.WriteBoolean("persistent_notifications", true);
        json.WriteEndObject();
    }
}
