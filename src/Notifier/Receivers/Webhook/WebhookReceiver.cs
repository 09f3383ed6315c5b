using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Webhook;

/// <summary>One entry of <c>webhook_configs</c>.</summary>
internal sealed class WebhookReceiver(string receiverName, WebhookConfig config, MessageTemplates templates, TimeProvider clock) : IReceiver
{
    private readonly HttpDelivery _http = new(config.Http, config.Timeout, clock);

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        // What is left out counts neither for the status nor for the common labels.
        int max = config.MaxAlerts > 0 ? config.MaxAlerts : int.MaxValue;
        NotificationData data = templates.Data(receiverName, notification, max);
        TemplateRun run = templates.Run(data, cancel);
        string body = GoJson.Write(json =>
        {
            if (config.Payload is { } payload) WebhookPayload.Write(json, payload, run);
            else WebhookMessage.Write(json, data, notification.GroupKey, notification.Alerts.Count - data.Alerts.Count);
        });
        if (run.Error is { } error) return new(null, error);
        string title = $"{data.Status}: {data.Alerts.Count} alerts for {notification.GroupLabels}";
        return new(new RenderedMessage(Integration, title, [new("body", "application/json", body)]), null);
    }

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel)
    {
        try
        {
            string written = await SecretFile.ReadAsync(config.Url, cancel).ConfigureAwait(false);
            TemplateRun run = templates.Run(templates.Data(receiverName, notification), cancel);
            string url = run.Text(written);
            if (run.Error is not null) return AttemptVerdict.Final("the template of the webhook's URL failed");
            if (url.Length == 0) return AttemptVerdict.Final("the webhook's URL is empty after templating");
            HttpAnswer answer = await _http.PostAsync(url, message.Parts[0].Text, bearer: null, cancel).ConfigureAwait(false);
            return answer.Failure ?? AttemptVerdict.OfStatus(answer.Status, answer.Body);
        }
        catch (IOException e)
        {
            return AttemptVerdict.Network(e.Message);
        }
        catch (OperationCanceledException)
        {
            return AttemptVerdict.Cancelled(byFlush: true, config.Timeout);
        }
    }
}
