using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Discord;

/// <summary>One entry of <c>discord_configs</c>: a webhook that takes one embed.</summary>
internal sealed class DiscordReceiver(string receiverName, DiscordConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxTitle = 256;
    private const int MaxDescription = 4096;
    private const int MaxContent = 2000;
    private const int Red = 0x992D22, Green = 0x2ECC71;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = RuneText.Truncate(run.Text(config.Title), MaxTitle);
        return Message(title, GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("content", RuneText.Truncate(run.Text(config.Content), MaxContent));
            json.WriteStartArray("embeds");
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("description", RuneText.Truncate(run.Text(config.Message), MaxDescription));
            json.WriteNumber("color", run.Data.Status == AlertData.Firing ? Red : Green);
            json.WriteEndObject();
            json.WriteEndArray();
            json.Optional("username", run.Text(config.Username));
            json.Optional("avatar_url", run.Text(config.AvatarUrl));
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string url = await RevealAsync(config.WebhookUrl, attempt, cancel).ConfigureAwait(false);
        return AttemptVerdict.Of(await Http.SendAsync(HttpCall.Post(url, attempt.Body), cancel).ConfigureAwait(false));
    }
}
