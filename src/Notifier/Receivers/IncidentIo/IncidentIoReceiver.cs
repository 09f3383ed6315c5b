using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Notifier.Receivers.Webhook;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.IncidentIo;

/// <summary>One entry of <c>incidentio_configs</c>: the webhook's body, with a token and a limit on its size.</summary>
internal sealed class IncidentIoReceiver(string receiverName, IncidentIoConfig config, ReceiverParts parts)
    : HttpReceiver(receiverName, config, parts, config.Http, config.Timeout)
{
    private const int MaxBytes = 512 * 1024;
    private static readonly int[] Retry = [429];

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        NotificationData data = config.MaxAlerts > 0 ? Parts.Templates.Data(ReceiverName, notification, config.MaxAlerts) : run.Data;
        int truncated = notification.Alerts.Count - data.Alerts.Count;
        string body = Write(data, notification, truncated);
        // One alert of a group is enough to open its incident.
        if (Encoding.UTF8.GetByteCount(body) > MaxBytes) body = Write(data with { Alerts = [data.Alerts[0]] }, notification, truncated);
        return Message(WebhookReceiver.Title(data), body);
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string url = await RevealAsync(config.Url, attempt, cancel).ConfigureAwait(false);
        HttpCall call = HttpCall.Post(url, attempt.Body);
        if (config.Token is { } secret)
        {
            string token = (await RevealAsync(secret, attempt, cancel).ConfigureAwait(false)).Trim();
            call = call with { Headers = [new("Authorization", "Bearer " + token)], Secrets = [token] };
        }
        HttpAnswer answer = await Http.SendAsync(call, cancel).ConfigureAwait(false);
        return AttemptVerdict.Of(answer, Retry, Said(answer.Body));
    }

    private static string Write(NotificationData data, Notification notification, int truncated) =>
        GoJson.Write(json => WebhookMessage.Write(json, data, notification.GroupKey, truncated, version: "1"));

    private static string? Said(string body)
    {
        using JsonDocument? json = JsonText.Parse(body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object }) return null;
        List<string> said = [JsonText.Of(json.RootElement, "message"), JsonText.Of(json.RootElement, "error")];
        if (json.RootElement.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array)
            said.Add(string.Join(", ", errors.EnumerateArray().Select(error => error.ToString())));
        said.RemoveAll(text => text.Length == 0);
        return said.Count > 0 ? string.Join(": ", said) : null;
    }
}
