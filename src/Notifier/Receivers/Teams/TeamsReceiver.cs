using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Teams;

/// <summary>One entry of <c>msteams_configs</c> (a message card) or <c>msteamsv2_configs</c> (an adaptive card).</summary>
internal sealed class TeamsReceiver(string receiverName, TeamsConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = run.Text(config.Title), text = run.Text(config.Text);
        bool firing = notification.Alerts.Any(alert => !alert.Resolved);
        return Message(title, config.IsVersion2 ? TeamsCard.Adaptive(title, text, firing) : TeamsCard.Message(title, run.Text(config.Summary), text, firing));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string url = await RevealAsync(config.WebhookUrl, attempt, cancel).ConfigureAwait(false);
        return AttemptVerdict.Of(await Http.SendAsync(HttpCall.Post(url, attempt.Body), cancel).ConfigureAwait(false));
    }
}
