using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>webex_configs</c>; the token is the credentials of its <c>http_config</c>.</summary>
public sealed record WebexConfig : IntegrationConfig
{
    public override string Kind => "webex";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required string ApiUrl { get; init; }

    /// <summary>A template.</summary>
    public required string RoomId { get; init; }

    /// <summary>A template.</summary>
    public string Message { get; init; } = "{{ template \"webex.default.message\" . }}";
}

/// <summary>Entries of <c>webex_configs</c>.</summary>
internal static class WebexReader
{
    public static WebexConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        bool own = map.Take("http_config") is { IsNull: false };
        var config = new WebexConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiUrl = UrlReader.Read(map, "api_url", global.Services.WebexUrl),
            RoomId = map.String("room_id"),
            Message = map.String("message", "{{ template \"webex.default.message\" . }}"),
        };
        map.RejectUnknown();
        if (config.RoomId.Length == 0) map.Error("missing room_id on webex_config");
        if (!own || config.Http.Authorization is null) map.Error("missing webex_configs.http_config.authorization", "authorization: {credentials: TOKEN}");
        return config;
    }
}
