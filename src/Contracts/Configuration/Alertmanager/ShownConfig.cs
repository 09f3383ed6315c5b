using System.Buffers;
using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// The configuration as <c>/api/v2/status</c> shows it: comments gone, one style, secrets masked, and only keys that Alertmanager knows, because
/// clients (amtool's <c>config routes</c>) read it with Alertmanager's own strict loader. What is ours is shown as a comment.
/// </summary>
internal static class ShownConfig
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

    /// <summary>Maps whose keys are people's own words, not settings.</summary>
    private static readonly HashSet<string> FreeMaps =
        ["match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re", "labels", "headers", "details", "custom_fields"];

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    /// <summary>Takes text that has been loaded without errors.</summary>
    public static string Write(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var text = new StringBuilder();
        if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root) WriteMap(text, root, 0, "", dash: false);
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, YamlMappingNode map, int indent, string list, bool dash)
    {
        foreach ((YamlNode name, YamlNode value) in Upstream(map, list))
        {
            string key = ((YamlScalarNode)name).Value ?? "";
            if (!FreeMaps.Contains(list) && key.EndsWith("_env", StringComparison.Ordinal) && IsSecret(list, key[..^4])) key = key[..^4];
            if (ExtrasReader.IsOurs(list, key))
            {
                if (dash) continue;
                text.Append(' ', indent).Append("# ").Append(key).Append(value is YamlScalarNode ? ": " + Inline(value) : "").Append('\n');
                continue;
            }
            if (!dash) text.Append(' ', indent);
            dash = false;
            text.Append(Scalar(key, plain: true)).Append(':');
            bool secret = IsSecret(list, key);
            WriteValue(text, secret ? Mask(value) : value, indent, key is "routes" ? "route" : key);
        }
    }

    private static bool IsSecret(string list, string key) => (SecretKeys.Contains(key) && !FreeMaps.Contains(list)) || SecretInside.Contains((list, key));

    private static void WriteValue(StringBuilder text, YamlNode value, int indent, string key)
    {
        switch (value)
        {
            case YamlMappingNode { Children.Count: > 0 } map:
                text.Append('\n');
                WriteMap(text, map, indent + 2, key, dash: false);
                break;
            case YamlSequenceNode { Children.Count: > 0 } list:
                text.Append('\n');
                foreach (YamlNode item in list.Children) WriteItem(text, item, indent, key);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, YamlNode item, int indent, string key)
    {
        text.Append(' ', indent).Append("- ");
        if (item is YamlMappingNode { Children.Count: > 0 } map) WriteMap(text, map, indent + 2, key, dash: true);
        else if (item is YamlSequenceNode { Children.Count: > 0 } list)
        {
            text.Append('\n');
            foreach (YamlNode inner in list.Children) WriteItem(text, inner, indent + 2, key);
        }
        else text.Append(Inline(item)).Append('\n');
    }

    // A receiver's name comes first, so that a receiver of nothing but ours is still one; misplaced keys of email go where they belong.
    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Upstream(YamlMappingNode map, string list)
    {
        if (list == "receivers") return map.Children.OrderBy(entry => ((YamlScalarNode)entry.Key).Value == "name" ? 0 : 1);
        if (list != "email_configs") return map.Children.Where(entry => !IsOurs(list, entry));
        var entries = new List<KeyValuePair<YamlNode, YamlNode>>();
        YamlMappingNode headers = map.Children.TryGetValue("headers", out YamlNode? written) && written is YamlMappingNode own ? own : [];
        foreach (KeyValuePair<YamlNode, YamlNode> entry in map.Children)
        {
            string key = ((YamlScalarNode)entry.Key).Value ?? "";
            if (key == "subject") headers = new YamlMappingNode(headers.Children.Append(new("Subject", entry.Value)));
            else if (key == "body") entries.Add(new("text", entry.Value));
            else if (key != "headers" && !IsOurs(list, entry)) entries.Add(entry);
        }
        if (headers.Children.Count > 0) entries.Add(new("headers", headers));
        bool onlyBody = map.Children.ContainsKey("body") && !map.Children.ContainsKey("html");
        if (onlyBody) entries.Add(new("html", new YamlScalarNode("") { Style = ScalarStyle.SingleQuoted }));
        return entries;
    }

    private static bool IsOurs(string list, KeyValuePair<YamlNode, YamlNode> entry) => OurSettings.Contains((list, ((YamlScalarNode)entry.Key).Value ?? ""));

    private static YamlNode Mask(YamlNode node) => node switch
    {
        YamlMappingNode map => new YamlMappingNode(map.Children.Select(entry => KeyValuePair.Create(entry.Key, Mask(entry.Value)))),
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Mask)),
        YamlScalarNode { Value: null or "" } => node,
        _ => new YamlScalarNode(Secret.Mask),
    };

    private static string Inline(YamlNode node) => node switch
    {
        YamlMappingNode => "{}",
        YamlSequenceNode => "[]",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" } => "null",
        YamlScalarNode scalar => Scalar(WithoutUserInfo(scalar.Value ?? ""), scalar.Style == ScalarStyle.Plain),
        _ => "null",
    };

    // A password inside a URL is a secret wherever it stands.
    private static string WithoutUserInfo(string value)
    {
        int scheme = value.IndexOf("://", StringComparison.Ordinal), at = value.IndexOf('@');
        if (scheme < 0 || at < scheme || value.AsSpan(scheme + 3, at - scheme - 3).ContainsAny("/?# {")) return value;
        int colon = value.IndexOf(':', scheme + 3);
        return colon < 0 || colon > at ? value : value[..(colon + 1)] + "xxxxx" + value[at..];
    }

    private static string Scalar(string value, bool plain)
    {
        bool safe = value.Length > 0 && value.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0 && (char.IsAsciiLetterOrDigit(value[0]) || value[0] is '_' or '/');
        if (safe && (plain || !MeansMore(value))) return value;
        var quoted = new StringBuilder("\"");
        foreach (char c in value)
        {
            quoted = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' or '\x85' or '\u2028' or '\u2029' or '\ufeff' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static bool MeansMore(string value) =>
        char.IsAsciiDigit(value[0]) || value.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n";
}
