using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The <c>global:</c> block.</summary>
internal static class GlobalReader
{
    public static GlobalConfig Read(YamlMap? map, LoadContext context)
    {
        if (map is null) return new GlobalConfig();
        var global = new GlobalConfig
        {
            ResolveTimeout = map.Duration("resolve_timeout", GlobalConfig.DefaultResolveTimeout),
            Http = HttpClientReader.ReadBlock(map, context.Http, HttpClientConfig.Default),
            Smtp = ReadSmtp(map, context),
            Slack = ReadSlack(map, context),
            Services = ServiceDefaultsReader.Read(map, context),
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
        AuthPassword = ReceiverSecrets.Pair(map, "smtp_auth_password", context),
        AuthSecret = ReceiverSecrets.Pair(map, "smtp_auth_secret", context),
        AuthIdentity = map.String("smtp_auth_identity"),
        RequireTls = map.Bool("smtp_require_tls", true),
        Tls = TlsReader.Read(map, "smtp_tls_config", context.Http),
        ForceImplicitTls = EmailReader.OptionalBool(map, "smtp_force_implicit_tls"),
    };

    private static GlobalSlackConfig ReadSlack(YamlMap map, LoadContext context)
    {
        SecretSource? url = ReceiverSecrets.Url(map, "slack_api_url", context);
        SecretSource? token = ReceiverSecrets.Pair(map, "slack_app_token", context);
        string appUrl = UrlReader.Read(map, "slack_app_url", GlobalSlackConfig.DefaultAppUrl);
        if (token is not null && url is not null && url.Value?.Reveal != appUrl)
            map.Error("at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file must be configured");
        return new GlobalSlackConfig { ApiUrl = url, AppToken = token, AppUrl = appUrl };
    }
}
