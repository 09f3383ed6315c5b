using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>What of a configuration is nobody's business, what is people's own words, and what only we have.</summary>
internal static class ShownSecrets
{
    private static readonly HashSet<string> SecretKeys = new(StringComparer.Ordinal)
    {
        "smtp_auth_password", "smtp_auth_secret", "slack_api_url", "slack_app_token", "opsgenie_api_key", "victorops_api_key", "wechat_api_secret",
        "telegram_bot_token", "rocketchat_token", "rocketchat_token_id", "mattermost_webhook_url", "auth_password", "auth_secret", "app_token", "service_key",
        "api_key", "user_key", "token", "token_id", "bot_token", "webhook_url", "secret_key", "api_secret", "alert_source_token", "password", "credentials",
        "bearer_token", "client_secret", "key", "secrets", "proxy_connect_header",
    };

    /// <summary>Settings that only we have, and the lists they stand in.</summary>
    private static readonly HashSet<(string List, string Key)> OurSettings =
    [
        ("http_config", "deny_networks"), ("slack_configs", "blocks"), ("slack_configs", "blocks_text"), ("slack_configs", "thread_replies"),
        ("slack_configs", "honor_retry_after"), ("email_configs", "auth_oauth2"), ("email_configs", "reject_permanent_errors"),
    ];

    /// <summary>Keys that hold a secret only inside some lists.</summary>
    private static readonly HashSet<(string List, string Key)> SecretInside =
    [
        ("webhook_configs", "url"), ("incidentio_configs", "url"), ("webhook_outputs", "url"), ("slack_configs", "api_url"), ("pagerduty_configs", "routing_key"), ("amqp_configs", "url"),
    ];

    /// <summary>Maps whose keys are people's own words, not settings; most of them hold texts only.</summary>
    private static readonly HashSet<string> FreeMaps =
        ["match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re", "labels", "headers", "details", "custom_fields", "payload", "fields", "attributes"];

    private static readonly HashSet<string> FreeValues = ["payload", "fields", "details", "attachments", "props", "priority"];

    public static bool IsFree(string list) => FreeMaps.Contains(list);

    /// <summary>Whether what stands there is a text, however it looks.</summary>
    public static bool HoldsTexts(string list) => FreeMaps.Contains(list) && !FreeValues.Contains(list);

    public static bool IsSecret(string list, string key) => (SecretKeys.Contains(key) && !FreeMaps.Contains(list)) || SecretInside.Contains((list, key));

    public static bool IsOurs(string list, string key) => OurSettings.Contains((list, key));

    /// <summary>The list a block stands in, as readers name it.</summary>
    public static string ListOf(string block) => block switch { "top" => "", "receiver" => "receivers", _ => block };

    /// <summary>The keys of a block; those that name a variable of the environment for a secret as the secret itself.</summary>
    public static Dictionary<string, YamlNode> Entries(YamlMappingNode map, string block)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach ((YamlNode name, YamlNode value) in map.Children)
        {
            string key = ((YamlScalarNode)name).Value ?? "";
            bool variable = key.EndsWith("_env", StringComparison.Ordinal) && IsSecret(block, key[..^4]);
            entries[variable ? key[..^4] : key] = variable ? new YamlScalarNode(Secret.Mask) { Style = ScalarStyle.DoubleQuoted } : value;
        }
        return entries;
    }

    /// <summary>A password inside a URL is a secret wherever it stands.</summary>
    public static string WithoutUserInfo(string value)
    {
        int scheme = value.IndexOf("://", StringComparison.Ordinal), at = value.IndexOf('@');
        if (scheme < 0 || at < scheme || value.AsSpan(scheme + 3, at - scheme - 3).ContainsAny("/?# {")) return value;
        int colon = value.IndexOf(':', scheme + 3);
        return colon < 0 || colon > at ? value : value[..(colon + 1)] + "xxxxx" + value[at..];
    }
}
