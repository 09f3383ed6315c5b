using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>victorops_configs</c> (Splunk On-Call). All texts are templates.</summary>
public sealed record VictorOpsConfig : IntegrationConfig
{
    public override string Kind => "victorops";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource ApiKey { get; init; }

    /// <summary>Ends in a slash; key and routing key follow.</summary>
    public required string ApiUrl { get; init; }

    public string RoutingKey { get; init; } = "";

    public string MessageType { get; init; } = "CRITICAL";

    public string StateMessage { get; init; } = "{{ template \"victorops.default.state_message\" . }}";

    public string EntityDisplayName { get; init; } = "{{ template \"victorops.default.entity_display_name\" . }}";

    public string MonitoringTool { get; init; } = "{{ template \"victorops.default.monitoring_tool\" . }}";

    public IReadOnlyList<KeyValuePair<string, string>> CustomFields { get; init; } = [];
}

/// <summary>Entries of <c>victorops_configs</c>.</summary>
internal static class VictorOpsReader
{
    private static readonly VictorOpsConfig Defaults = new() { ApiKey = SecretSource.Of(""), ApiUrl = "" };

    private static readonly string[] Reserved =
        ["routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id", "entity_state"];

    public static VictorOpsConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SecretSource? key = ReceiverSecrets.Pair(map, "api_key", context) ?? global.Services.VictorOpsKey;
        var config = new VictorOpsConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiKey = ReceiverSecrets.Required(key, map, "api_key", "no global VictorOps API Key set"),
            ApiUrl = UrlReader.WithSlash(UrlReader.Read(map, "api_url", global.Services.VictorOpsUrl)),
            RoutingKey = map.String("routing_key"),
            MessageType = map.String("message_type", Defaults.MessageType),
            StateMessage = map.String("state_message", Defaults.StateMessage),
            EntityDisplayName = map.String("entity_display_name", Defaults.EntityDisplayName),
            MonitoringTool = map.String("monitoring_tool", Defaults.MonitoringTool),
            CustomFields = map.Map("custom_fields")?.Texts() ?? [],
        };
        map.RejectUnknown();
        if (config.RoutingKey.Length == 0) map.Error("missing Routing key in VictorOps config");
        foreach ((string name, string _) in config.CustomFields)
            if (Reserved.Contains(name))
                map.Error($"victorOps config contains custom field {name} which cannot be used as it conflicts with the fixed/static fields");
        return config;
    }
}
