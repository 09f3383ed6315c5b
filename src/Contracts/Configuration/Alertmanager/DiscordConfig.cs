using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>discord_configs</c>. All texts are templates.</summary>
public sealed record DiscordConfig : IntegrationConfig
{
    public override string Kind => "discord";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource WebhookUrl { get; init; }

    public string Title { get; init; } = "{{ template \"discord.default.title\" . }}";

    public string Message { get; init; } = "{{ template \"discord.default.message\" . }}";

    public string Content { get; init; } = "{{ template \"discord.default.content\" . }}";

    public string Username { get; init; } = "";

    public string AvatarUrl { get; init; } = "";
}

/// <summary>Entries of <c>discord_configs</c>.</summary>
internal static class DiscordReader
{
    private static readonly DiscordConfig Defaults = new() { WebhookUrl = SecretSource.Of("") };

    public static DiscordConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        var config = new DiscordConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            WebhookUrl = TeamsReader.WebhookUrl(map, context),
            Title = map.String("title", Defaults.Title),
            Message = map.String("message", Defaults.Message),
            Content = map.String("content", Defaults.Content),
            Username = map.String("username"),
            AvatarUrl = map.String("avatar_url"),
        };
        map.RejectUnknown();
        return config;
    }
}
