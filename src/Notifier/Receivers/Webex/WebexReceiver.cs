using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Webex;

/// <summary>One entry of <c>webex_configs</c>; who we are stands in its <c>http_config</c>.</summary>
internal sealed class WebexReceiver(string receiverName, WebexConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxBytes = 7439;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string text = RuneText.TruncateBytes(run.Text(config.Message), MaxBytes);
        return Message(text.Trim().Split('\n')[0], GoJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("markdown", text);
            json.WriteString("roomId", run.Text(config.RoomId));
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        HttpAnswer answer = await Http.SendAsync(HttpCall.Post(config.ApiUrl, attempt.Body), cancel).ConfigureAwait(false);
        return AttemptVerdict.Of(answer, advice: answer.Status == 404 ? "check room_id, and that the bot is in the room" : null);
    }
}
