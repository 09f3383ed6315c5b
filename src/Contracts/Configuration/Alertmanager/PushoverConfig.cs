using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>pushover_configs</c>. All texts are templates, the keys too.</summary>
public sealed record PushoverConfig : IntegrationConfig
{
    public override string Kind => "pushover";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource UserKey { get; init; }

    public required SecretSource Token { get; init; }

    public string Title { get; init; } = "{{ template \"pushover.default.title\" . }}";

    public string Message { get; init; } = "{{ template \"pushover.default.message\" . }}";

    public string Url { get; init; } = "{{ template \"pushover.default.url\" . }}";

    public string UrlTitle { get; init; } = "";

    public string Device { get; init; } = "";

    public string Sound { get; init; } = "";

    /// <summary>2 has to be acknowledged by a person.</summary>
    public string Priority { get; init; } = "{{ if eq .Status \"firing\" }}2{{ else }}0{{ end }}";

    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan Expire { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Zero: the message stays.</summary>
    public TimeSpan Ttl { get; init; }

    public bool Html { get; init; }

    public bool Monospace { get; init; }
}

/// <summary>Entries of <c>pushover_configs</c>.</summary>
internal static class PushoverReader
{
    private static readonly PushoverConfig Defaults = new() { UserKey = SecretSource.Of(""), Token = SecretSource.Of("") };

    public static PushoverConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        var config = new PushoverConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            UserKey = ReceiverSecrets.Required(ReceiverSecrets.Pair(map, "user_key", context), map, "user_key", "one of user_key or user_key_file must be configured"),
            Token = ReceiverSecrets.Required(ReceiverSecrets.Pair(map, "token", context), map, "token", "one of token or token_file must be configured"),
            Title = map.String("title", Defaults.Title),
            Message = map.String("message", Defaults.Message),
            Url = map.String("url", Defaults.Url),
            UrlTitle = map.String("url_title"),
            Device = map.String("device"),
            Sound = map.String("sound"),
            Priority = map.String("priority", Defaults.Priority),
            Retry = Duration(map, "retry", Defaults.Retry),
            Expire = Duration(map, "expire", Defaults.Expire),
            Ttl = Duration(map, "ttl", Defaults.Ttl),
            Html = map.Bool("html", false),
            Monospace = map.Bool("monospace", false),
        };
        map.RejectUnknown();
        if (config.Html && config.Monospace) map.Error("at most one of monospace & html must be configured");
        return config;
    }

    private static TimeSpan Duration(YamlMap map, string key, TimeSpan fallback)
    {
        if (map.Take(key) is not { IsNull: false } value) return fallback;
        if (GoDuration.TryParse(value.AsString(), out TimeSpan duration)) return duration;
        value.Error($"invalid duration \"{value.AsString()}\"", "write it as 30s, 1m30s, 1h");
        return fallback;
    }
}
