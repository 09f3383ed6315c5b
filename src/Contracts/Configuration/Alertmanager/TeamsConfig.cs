using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>msteams_configs</c> (connectors) or <c>msteamsv2_configs</c> (workflows). All texts are templates.</summary>
public sealed record TeamsConfig : IntegrationConfig
{
    public override string Kind => IsVersion2 ? "msteamsv2" : "msteams";

    public bool IsVersion2 { get; init; }

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource WebhookUrl { get; init; }

    public required string Title { get; init; }

    /// <summary>Version 1 only.</summary>
    public string Summary { get; init; } = "";

    public required string Text { get; init; }
}

/// <summary>Entries of <c>msteams_configs</c> and <c>msteamsv2_configs</c>.</summary>
internal static class TeamsReader
{
    public static TeamsConfig Read1(YamlMap map, GlobalConfig global, LoadContext context)
    {
        var config = new TeamsConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            WebhookUrl = WebhookUrl(map, context),
            Title = map.String("title", "{{ template \"msteams.default.title\" . }}"),
            Summary = map.String("summary", "{{ template \"msteams.default.summary\" . }}"),
            Text = map.String("text", "{{ template \"msteams.default.text\" . }}"),
        };
        map.RejectUnknown();
        return config;
    }

    public static TeamsConfig Read2(YamlMap map, GlobalConfig global, LoadContext context)
    {
        HttpClientConfig http = HttpClientReader.ReadBlock(map, context.Http, global.Http);
        // Of all receivers only this one falls back to the global proxy when its own http_config names none.
        if (http.Proxy is { Url: null, FromEnvironment: false }) http = http with { Proxy = global.Http.Proxy };
        var config = new TeamsConfig
        {
            IsVersion2 = true,
            SendResolved = map.Bool("send_resolved", true),
            Http = http,
            WebhookUrl = WebhookUrl(map, context),
            Title = map.String("title", "{{ template \"msteamsv2.default.title\" . }}"),
            Text = map.String("text", "{{ template \"msteamsv2.default.text\" . }}"),
        };
        map.RejectUnknown();
        return config;
    }

    /// <summary>A URL that is all there is to know about the other side.</summary>
    internal static SecretSource WebhookUrl(YamlMap map, LoadContext context) => ReceiverSecrets.Required(
        ReceiverSecrets.Url(map, "webhook_url", context), map, "webhook_url", "one of webhook_url or webhook_url_file must be configured");
}
