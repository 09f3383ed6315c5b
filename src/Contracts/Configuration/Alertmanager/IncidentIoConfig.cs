using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>incidentio_configs</c>.</summary>
public sealed record IncidentIoConfig : IntegrationConfig
{
    public override string Kind => "incidentio";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource Url { get; init; }

    /// <summary>Sent as a bearer token; null when <see cref="Http"/> says who we are.</summary>
    public SecretSource? Token { get; init; }

    /// <summary>How many alerts a message may carry; 0 is all.</summary>
    public int MaxAlerts { get; init; }

    /// <summary>Bounds one attempt; zero is no bound of its own.</summary>
    public TimeSpan Timeout { get; init; }
}

/// <summary>Entries of <c>incidentio_configs</c>.</summary>
internal static class IncidentIoReader
{
    public static IncidentIoConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        bool own = map.Take("http_config") is { IsNull: false };
        var config = new IncidentIoConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            Url = ReceiverSecrets.Required(ReceiverSecrets.Url(map, "url", context), map, "url", "one of url or url_file must be configured"),
            Token = ReceiverSecrets.Pair(map, "alert_source_token", context),
            MaxAlerts = (int)Math.Clamp(map.Integer("max_alerts", 0), 0, int.MaxValue),
            Timeout = WebhookReader.ReadTimeout(map),
        };
        map.RejectUnknown();
        bool token = ReceiverSecrets.IsGiven(map, "alert_source_token");
        if (own && token && config.Http.Authorization is not null)
            map.Error("cannot specify alert_source_token or alert_source_token_file when using http_config.authorization");
        if (own && !token && config.Http.Authorization is null)
            map.Error("at least one of alert_source_token, alert_source_token_file or http_config.authorization must be configured");
        return config;
    }
}
