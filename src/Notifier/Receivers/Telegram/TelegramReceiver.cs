using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Telegram;

/// <summary>One entry of <c>telegram_configs</c>: <c>sendMessage</c> of the bot API. Every failure is tried again, as upstream does.</summary>
internal sealed class TelegramReceiver(string receiverName, TelegramConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxText = 4096;

    // Cut HTML would be refused for its open tags.
    private const string Apology = "Alertmanager notification could not be sent: message length exceeds Telegram limits.\n\t\t\t"
        + "Please check the template used for producing the message content.";

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        bool html = config.ParseMode == "HTML";
        string text = html ? run.Html(config.Message) : run.Text(config.Message), cut = RuneText.Truncate(text, MaxText);
        if (html && cut.Length < text.Length) cut = Apology;
        return Message(cut.Trim().Split('\n')[0], GoJson.Write(json =>
        {
            json.WriteStartObject();
            if (config.ChatIdFile.Length == 0) json.WriteString("chat_id", config.ChatId.ToString(CultureInfo.InvariantCulture));
            if (config.DisableNotifications) json.WriteString("disable_notification", "true");
            json.WriteString("disable_web_page_preview", "true");
            if (config.MessageThreadId != 0) json.WriteString("message_thread_id", config.MessageThreadId.ToString(CultureInfo.InvariantCulture));
            json.Optional("parse_mode", config.ParseMode);
            json.WriteString("text", cut);
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string token = (await SecretFile.ReadAsync(config.Token, cancel).ConfigureAwait(false)).Trim(), body = attempt.Body;
        if (config.ChatIdFile.Length > 0)
        {
            string chat = await SecretFile.ReadAsync(new SecretSource(null, config.ChatIdFile), cancel).ConfigureAwait(false);
            if (!long.TryParse(chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id))
                return AttemptVerdict.Final($"the file {config.ChatIdFile} holds no chat id: write the number alone into it");
            body = "{\"chat_id\":\"" + id.ToString(CultureInfo.InvariantCulture) + "\"," + body[1..];
        }
        HttpCall call = HttpCall.Post($"{config.ApiUrl.TrimEnd('/')}/bot{token}/sendMessage", body) with { UserAgent = HttpCall.GoClient, Secrets = [token] };
        return Judge(await Http.SendAsync(call, cancel).ConfigureAwait(false));
    }

    private static DeliveryResult Judge(HttpAnswer answer)
    {
        if (answer.Failure is { } failure) return failure with { Outcome = DeliveryOutcome.Retry };
        using JsonDocument? json = JsonText.Parse(answer.Body);
        bool ok = json is { RootElement.ValueKind: JsonValueKind.Object } && json.RootElement.TryGetProperty("ok", out JsonElement said) && said.ValueKind == JsonValueKind.True;
        if (ok && answer.IsSuccess) return DeliveryResult.Delivered("ok");
        string description = json is null ? answer.Body : JsonText.Of(json.RootElement, "description");
        string help = answer.Status switch
        {
            401 or 404 => " (check bot_token)",
            403 => " (the bot may not write there: add it to the chat)",
            400 => " (check chat_id, and that the message is valid in its parse_mode)",
            _ => "",
        };
        return AttemptVerdict.Network($"Telegram answered {answer.Status}: {AttemptVerdict.Shorten(description)}{help}") with
        {
            Reason = AttemptVerdict.ReasonOf(answer.Status),
            RetryAfter = RetryAfter(json) ?? answer.RetryAfter,
        };
    }

    private static TimeSpan? RetryAfter(JsonDocument? json) =>
        json is { RootElement.ValueKind: JsonValueKind.Object } && json.RootElement.TryGetProperty("parameters", out JsonElement parameters)
        && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("retry_after", out JsonElement seconds) && seconds.TryGetInt32(out int wait) && wait > 0
            ? TimeSpan.FromSeconds(Math.Min(wait, 900))
            : null;
}
