using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The <c>global:</c> block.</summary>
internal static class GlobalReader
{
    private static readonly string[] SecretPairs =
        ["opsgenie_api_key", "victorops_api_key", "wechat_api_secret", "telegram_bot_token", "rocketchat_token", "rocketchat_token_id"];

    private static readonly string[] Urls =
        ["pagerduty_url", "opsgenie_api_url", "victorops_api_url", "wechat_api_url", "telegram_api_url", "webex_api_url", "rocketchat_api_url", "jira_api_url"];

    public static GlobalConfig Read(YamlMap? map, LoadContext context)
    {
        if (map is null) return new GlobalConfig();
        var global = new GlobalConfig
        {
            ResolveTimeout = map.Duration("resolve_timeout", GlobalConfig.DefaultResolveTimeout),
            Http = HttpClientReader.ReadBlock(map, context.Http, HttpClientConfig.Default),
            Smtp = ReadSmtp(map, context),
            Slack = ReadSlack(map),
            Given = ReadGiven(map),
        };
        map.RejectUnknown();
        return global;
    }

    private static GlobalSmtpConfig ReadSmtp(YamlMap map, LoadContext context) => new()
    {
        From = map.String("smtp_from"),
        Smarthost = EmailReader.ReadHostPort(map, "smtp_smarthost"),
        Hello = map.String("smtp_hello", "localhost"),
        AuthUsername = map.String("smtp_auth_username"),
        AuthPassword = SecretReader.Pair(map, "smtp_auth_password"),
        AuthSecret = SecretReader.Pair(map, "smtp_auth_secret"),
        AuthIdentity = map.String("smtp_auth_identity"),
        RequireTls = map.Bool("smtp_require_tls", true),
        Tls = TlsReader.Read(map, "smtp_tls_config", context.Http),
        ForceImplicitTls = EmailReader.OptionalBool(map, "smtp_force_implicit_tls"),
    };

    private static GlobalSlackConfig ReadSlack(YamlMap map)
    {
        SecretSource? url = UrlReader.Pair(map, "slack_api_url");
        SecretSource? token = SecretReader.Pair(map, "slack_app_token");
        string appUrl = UrlReader.Read(map, "slack_app_url", GlobalSlackConfig.DefaultAppUrl);
        if (token is not null && url is not null && url.Value?.Reveal != appUrl)
            map.Error("at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file must be configured");
        return new GlobalSlackConfig { ApiUrl = url, AppToken = token, AppUrl = appUrl };
    }

    private static HashSet<string> ReadGiven(YamlMap map)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in SecretPairs)
            if (SecretReader.Pair(map, key) is not null)
                given.Add(key);
        if (UrlReader.Pair(map, "mattermost_webhook_url") is not null) given.Add("mattermost_webhook_url");
        foreach (string key in Urls)
            if (UrlReader.Read(map, key).Length > 0)
                given.Add(key);
        if (map.String("wechat_api_corp_id").Length > 0) given.Add("wechat_api_corp_id");
        return given;
    }
}
