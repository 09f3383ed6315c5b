using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>rocketchat_configs</c>. All texts are templates.</summary>
public sealed record RocketChatConfig : IntegrationConfig
{
    public override string Kind => "rocketchat";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required string ApiUrl { get; init; }

    public required SecretSource Token { get; init; }

    public required SecretSource TokenId { get; init; }

    public string Channel { get; init; } = "";

    public string Color { get; init; } = "{{ if eq .Status \"firing\" }}red{{ else }}green{{ end }}";

    public string Title { get; init; } = "{{ template \"rocketchat.default.title\" . }}";

    public string TitleLink { get; init; } = "{{ template \"rocketchat.default.titlelink\" . }}";

    public string Text { get; init; } = "{{ template \"rocketchat.default.text\" . }}";

    public IReadOnlyList<SlackField> Fields { get; init; } = [];

    public bool ShortFields { get; init; }

    public string Emoji { get; init; } = "{{ template \"rocketchat.default.emoji\" . }}";

    public string IconUrl { get; init; } = "{{ template \"rocketchat.default.iconurl\" . }}";

    public string ImageUrl { get; init; } = "";

    public string ThumbUrl { get; init; } = "";

    public IReadOnlyList<RocketChatAction> Actions { get; init; } = [];
}

public sealed record RocketChatAction(string Type, string Text, string Url, string Message);

/// <summary>Entries of <c>rocketchat_configs</c>.</summary>
internal static class RocketChatReader
{
    private static readonly RocketChatConfig Defaults = new() { ApiUrl = "", Token = SecretSource.Of(""), TokenId = SecretSource.Of("") };

    public static RocketChatConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        ServiceDefaults services = global.Services;
        SecretSource? token = ReceiverSecrets.Pair(map, "token", context) ?? services.RocketChatToken;
        SecretSource? id = ReceiverSecrets.Pair(map, "token_id", context) ?? services.RocketChatTokenId;
        map.Bool("link_names", false);
        var config = new RocketChatConfig
        {
            SendResolved = map.Bool("send_resolved", false),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiUrl = UrlReader.Read(map, "api_url", services.RocketChatUrl),
            Token = ReceiverSecrets.Required(token, map, "token", "no global Rocketchat Token set either inline or in a file"),
            TokenId = ReceiverSecrets.Required(id, map, "token_id", "no global Rocketchat TokenID set either inline or in a file"),
            Channel = map.String("channel"),
            Color = map.String("color", Defaults.Color),
            Title = map.String("title", Defaults.Title),
            TitleLink = map.String("title_link", Defaults.TitleLink),
            Text = map.String("text", Defaults.Text),
            Fields = [.. map.List("fields").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadField)],
            ShortFields = map.Bool("short_fields", false),
            Emoji = map.String("emoji", Defaults.Emoji),
            IconUrl = map.String("icon_url", Defaults.IconUrl),
            ImageUrl = map.String("image_url"),
            ThumbUrl = map.String("thumb_url"),
            Actions = [.. map.List("actions").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadAction)],
        };
        map.RejectUnknown();
        return config;
    }

    private static SlackField ReadField(YamlMap map)
    {
        var field = new SlackField(map.String("title"), map.String("value"), EmailReader.OptionalBool(map, "short"));
        map.RejectUnknown();
        return field;
    }

    private static RocketChatAction ReadAction(YamlMap map)
    {
        var action = new RocketChatAction(map.String("type"), map.String("text"), map.String("url"), map.String("msg"));
        map.RejectUnknown();
        return action;
    }
}
