using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.OpsGenie;

/// <summary>One entry of <c>opsgenie_configs</c>: an alert per group, closed when the last of its alerts is resolved.</summary>
internal sealed class OpsGenieReceiver(string receiverName, OpsGenieConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private static readonly int[] Retry = [429];

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        string title = OpsGenieMessage.Text(config, run);
        return Message(title, notification.Alerts.Any(alert => !alert.Resolved)
            ? OpsGenieMessage.Create(config, run, IncidentKey(notification))
            : OpsGenieMessage.Close(config, run));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string key = (await RevealAsync(config.ApiKey, attempt, cancel).ConfigureAwait(false)).Trim(), alias = IncidentKey(attempt.Notification);
        DeliveryResult result = DeliveryResult.Delivered("");
        foreach ((HttpMethod method, string path, string body) in Requests(attempt, alias))
        {
            var call = new HttpCall(method, config.ApiUrl + path) { Body = body, Headers = [new("Authorization", "GenieKey " + key)], Secrets = [key] };
            result = AttemptVerdict.Of(await Http.SendAsync(call, cancel).ConfigureAwait(false), Retry);
            if (result.Outcome != DeliveryOutcome.Delivered) break;
        }
        return result;
    }

    private IEnumerable<(HttpMethod Method, string Path, string Body)> Requests(Attempt attempt, string alias)
    {
        if (attempt.Notification.Alerts.All(alert => alert.Resolved))
        {
            yield return (HttpMethod.Post, $"v2/alerts/{alias}/close?identifierType=alias", attempt.Body);
            yield break;
        }
        yield return (HttpMethod.Post, "v2/alerts", attempt.Body);
        if (!config.UpdateAlerts) yield break;
        // An alert that is there already is only counted up by the first request.
        using JsonDocument json = JsonDocument.Parse(attempt.Body);
        yield return (HttpMethod.Put, $"v2/alerts/{alias}/message?identifierType=alias", Single("message", JsonText.Of(json.RootElement, "message")));
        yield return (HttpMethod.Put, $"v2/alerts/{alias}/description?identifierType=alias", Single("description", JsonText.Of(json.RootElement, "description")));
    }

    private static string Single(string key, string value) => GoJson.Write(json =>
    {
        json.WriteStartObject();
        json.Optional(key, value);
        json.WriteEndObject();
    });
}
