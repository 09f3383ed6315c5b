using System.Text.Json;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.PagerDuty;

/// <summary>One entry of <c>pagerduty_configs</c>: the events API, version 2 with a routing key, version 1 with a service key.</summary>
internal sealed class PagerDutyReceiver(string receiverName, PagerDutyConfig config, ReceiverParts parts)
    : HttpReceiver(receiverName, config, parts, config.Http, config.Timeout)
{
    // Version 1 says "too many" with 403.
    private static readonly int[] Retry1 = [403], Retry2 = [429];

    private bool IsVersion1 => config.ServiceKey is not null;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification) =>
        Message(run.Text(config.Description), PagerDutyMessage.Write(config, run, notification, IncidentKey(notification)));

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string key = (await RevealAsync((config.ServiceKey ?? config.RoutingKey)!, attempt, cancel).ConfigureAwait(false)).Trim();
        string name = IsVersion1 ? "service" : "routing";
        if (key.Length == 0 && attempt.Run.Error is null) return AttemptVerdict.Final($"{name} key cannot be empty");
        string body = PagerDutyMessage.WithKey(attempt.Body, name + "_key", key);
        string url = IsVersion1 ? Parts.Addresses.PagerDutyVersion1 : config.Url;
        HttpAnswer answer = await Http.SendAsync(HttpCall.Post(url, body) with { Secrets = [key] }, cancel).ConfigureAwait(false);
        string? advice = answer.Status == 403 && IsVersion1 ? "PagerDuty limits how many events a service may send: it is tried again later" : null;
        return AttemptVerdict.Of(answer, IsVersion1 ? Retry1 : Retry2, answer.Status == 400 ? Said(answer.Body) : null, advice);
    }

    // A refused event comes with a list of what is wrong with it.
    private static string? Said(string body)
    {
        using JsonDocument? json = JsonText.Parse(body);
        if (json is null || !json.RootElement.TryGetProperty("errors", out JsonElement errors) || errors.ValueKind != JsonValueKind.Array) return null;
        return $"{JsonText.Of(json.RootElement, "message")}: {string.Join(",", errors.EnumerateArray().Select(error => error.ToString()))}";
    }
}
