using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.RocketChat;

/// <summary>One entry of <c>rocketchat_configs</c>: <c>chat.postMessage</c> with a user's token.</summary>
internal sealed class RocketChatReceiver(string receiverName, RocketChatConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxTitle = 1024;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = RuneText.Truncate(run.Text(config.Title), MaxTitle);
        return Message(title, GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.Optional("channel", run.Text(config.Channel));
            json.Optional("emoji", run.Text(config.Emoji));
            json.Optional("avatar", run.Text(config.IconUrl));
            json.WriteStartArray("attachments");
            json.WriteStartObject();
            json.Optional("title", title);
            json.Optional("title_link", run.Text(config.TitleLink));
            json.Optional("text", run.Text(config.Text));
            json.Optional("image_url", run.Text(config.ImageUrl));
            json.Optional("thumb_url", run.Text(config.ThumbUrl));
            json.Optional("color", run.Text(config.Color));
            WriteFields(json, run);
            WriteActions(json, run);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string token = (await RevealAsync(config.Token, attempt, cancel).ConfigureAwait(false)).Trim();
        string id = (await RevealAsync(config.TokenId, attempt, cancel).ConfigureAwait(false)).Trim();
        var call = new HttpCall(HttpMethod.Post, config.ApiUrl.TrimEnd('/') + "/api/v1/chat.postMessage")
        {
            Body = attempt.Body,
            Headers = [new("X-Auth-Token", token), new("X-User-Id", id)],
            Secrets = [token, id],
        };
        HttpAnswer answer = await Http.SendAsync(call, cancel).ConfigureAwait(false);
        if (!answer.IsSuccess) return AttemptVerdict.Of(answer);
        using JsonDocument? json = JsonText.Parse(answer.Body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object })
            return AttemptVerdict.Network("could not understand Rocket.Chat's answer: " + AttemptVerdict.Shorten(answer.Body));
        if (json.RootElement.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.True) return DeliveryResult.Delivered("ok");
        string said = AttemptVerdict.Shorten(JsonText.Of(json.RootElement, "error"));
        return AttemptVerdict.Final($"error response from Rocket.Chat: {said} (check channel, and that the token's user may write there)", FailureReason.ClientError);
    }

    private void WriteFields(Utf8JsonWriter json, TemplateRun run)
    {
        if (config.Fields.Count == 0) return;
        json.WriteStartArray("fields");
        foreach (SlackField field in config.Fields)
        {
            json.WriteStartObject();
            json.WriteBoolean("short", field.Short ?? config.ShortFields);
            json.Optional("title", run.Text(field.Title));
            json.Optional("value", run.Text(field.Value));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteActions(Utf8JsonWriter json, TemplateRun run)
    {
        if (config.Actions.Count == 0) return;
        json.WriteStartArray("actions");
        foreach (RocketChatAction action in config.Actions)
        {
            json.WriteStartObject();
            // There is no other type than this.
            json.WriteString("type", "button");
            json.Optional("text", run.Text(action.Text));
            json.Optional("url", run.Text(action.Url));
            json.WriteBoolean("is_webview", false);
            json.Optional("msg", run.Text(action.Message));
            json.WriteBoolean("msg_in_chat_window", false);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
