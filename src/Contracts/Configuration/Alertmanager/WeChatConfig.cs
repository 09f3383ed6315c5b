using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>wechat_configs</c>. All texts are templates.</summary>
public sealed record WeChatConfig : IntegrationConfig
{
    public override string Kind => "wechat";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource ApiSecret { get; init; }

    public string CorpId { get; init; } = "";

    /// <summary>Ends in a slash.</summary>
    public required string ApiUrl { get; init; }

    public string Message { get; init; } = "{{ template \"wechat.default.message\" . }}";

    public string ToUser { get; init; } = "{{ template \"wechat.default.to_user\" . }}";

    public string ToParty { get; init; } = "{{ template \"wechat.default.to_party\" . }}";

    public string ToTag { get; init; } = "{{ template \"wechat.default.to_tag\" . }}";

    public string AgentId { get; init; } = "{{ template \"wechat.default.agent_id\" . }}";

    /// <summary><c>text</c> or <c>markdown</c>.</summary>
    public string MessageType { get; init; } = "text";
}

/// <summary>Entries of <c>wechat_configs</c>.</summary>
internal static class WeChatReader
{
    private static readonly WeChatConfig Defaults = new() { ApiSecret = SecretSource.Of(""), ApiUrl = "" };

    public static WeChatConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SecretSource? secret = ReceiverSecrets.Pair(map, "api_secret", context) ?? global.Services.WeChatSecret;
        string corp = map.String("corp_id"), type = map.String("message_type");
        var config = new WeChatConfig
        {
            SendResolved = map.Bool("send_resolved", false),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiSecret = ReceiverSecrets.Required(secret, map, "api_secret", "no global Wechat Api Secret set either inline or in a file"),
            CorpId = corp.Length > 0 ? corp : global.Services.WeChatCorpId,
            ApiUrl = UrlReader.WithSlash(UrlReader.Read(map, "api_url", global.Services.WeChatUrl)),
            Message = map.String("message", Defaults.Message),
            ToUser = map.String("to_user", Defaults.ToUser),
            ToParty = map.String("to_party", Defaults.ToParty),
            ToTag = map.String("to_tag", Defaults.ToTag),
            AgentId = map.String("agent_id", Defaults.AgentId),
            MessageType = type.Length > 0 ? type : Defaults.MessageType,
        };
        map.RejectUnknown();
        if (config.CorpId.Length == 0) map.Error("no global Wechat CorpID set");
        if (config.MessageType is not ("text" or "markdown"))
            map.Take("message_type")!.Error($"weChat message type \"{type}\" does not match valid options ^(text|markdown)$");
        return config;
    }
}
