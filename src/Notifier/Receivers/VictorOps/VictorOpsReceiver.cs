using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.VictorOps;

/// <summary>One entry of <c>victorops_configs</c>: the generic REST endpoint of Splunk On-Call.</summary>
internal sealed class VictorOpsReceiver(string receiverName, VictorOpsConfig config, ReceiverParts parts) : HttpReceiver(receiverName, config, parts, config.Http)
{
    private const int MaxStateMessage = 20480;

    protected override RenderOutcome Compose(TemplateRun run, Notification notification)
    {
        bool firing = notification.Alerts.Any(alert => !alert.Resolved);
        string written = run.Text(config.MessageType), name = run.Text(config.EntityDisplayName);
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["message_type"] = !firing ? "RECOVERY" : written is "INFO" or "WARNING" or "CRITICAL" ? written : "CRITICAL",
            ["entity_id"] = IncidentKey(notification),
            ["entity_display_name"] = name,
            ["state_message"] = RuneText.Truncate(run.Text(config.StateMessage), MaxStateMessage),
            ["monitoring_tool"] = run.Text(config.MonitoringTool),
        };
        foreach ((string key, string value) in config.CustomFields) fields[key] = run.Text(value);
        return Message(name, GoJson.Write(json =>
        {
            json.WriteStartObject();
            foreach ((string key, string value) in fields) json.WriteString(key, value);
            json.WriteEndObject();
        }));
    }

    protected override async ValueTask<DeliveryResult> DeliverAsync(Attempt attempt, CancellationToken cancel)
    {
        string key = (await RevealAsync(config.ApiKey, attempt, cancel).ConfigureAwait(false)).Trim();
        string url = $"{config.ApiUrl}{key}/{attempt.Run.Text(config.RoutingKey)}";
        return AttemptVerdict.Of(await Http.SendAsync(HttpCall.Post(url, attempt.Body) with { Secrets = [key] }, cancel).ConfigureAwait(false));
    }
}
