using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Webhook;

/// <summary>One entry of <c>webhook_configs</c>.</summary>
internal sealed class WebhookReceiver(string receiverName, WebhookConfig config, ReceiverParts parts)
    : HttpReceiver(receiverName, config, parts, config.Http, config.Timeout)
{
    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        // What is left out counts neither for the status nor for the common labels.
        NotificationData data = config.MaxAlerts > 0 ? Parts.Templates.Data(ReceiverName, notification, config.MaxAlerts) : run.Data;
        if (config.Payload is { } payload) return Message(Title(data), WithPayload(payload, data, run));
        return Message(Title(data), GoJson.Write(json => WebhookMessage.Write(json, data, notification.GroupKey, notification.Alerts.Count - data.Alerts.Count)));
    }

    /// <summary>One line for lists of what was sent.</summary>
    internal static string Title(NotificationData data) => $"{data.Status}: {data.Alerts.Count} alerts for {data.GroupLabels}";

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string url = await RevealAsync(config.Url, attempt, cancel).ConfigureAwait(false);
        if (attempt.Run.Error is not null) return AttemptVerdict.Final("the template of the webhook's URL failed");
        if (url.Length == 0) return AttemptVerdict.Final("the webhook's URL is empty after templating");
        return AttemptVerdict.Of(await Http.SendAsync(HttpCall.Post(url, attempt.Body), cancel).ConfigureAwait(false));
    }

    private static string WithPayload(PayloadNode payload, NotificationData data, TemplateRun run)
    {
        TemplateRun own = ReferenceEquals(data, run.Data) ? run : run.With(data);
        PayloadNode rendered = TemplatedPayload.Render(payload, own, MadeLeaves.Verbatim);
        run.Join(own);
        return GoJson.Write(json => TemplatedPayload.Write(json, rendered));
    }
}
