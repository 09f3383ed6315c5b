using System.Globalization;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Entries of <c>email_configs</c>.</summary>
internal static class EmailReader
{
    public static EmailConfig? Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        GlobalSmtpConfig smtp = global.Smtp;
        HostPort? smarthost = ReadHostPort(map, "smarthost") ?? smtp.Smarthost;
        SecretSource? password = ReceiverSecrets.Pair(map, "auth_password", context), secret = ReceiverSecrets.Pair(map, "auth_secret", context);
        var config = new EmailConfig
        {
            SendResolved = map.Bool("send_resolved", false),
            To = map.String("to"),
            From = Or(map.String("from"), smtp.From),
            Smarthost = smarthost ?? new HostPort("", ""),
            Hello = Or(map.String("hello"), smtp.Hello),
            AuthUsername = Or(map.String("auth_username"), smtp.AuthUsername),
            AuthPassword = password ?? smtp.AuthPassword,
            AuthSecret = secret ?? smtp.AuthSecret,
            AuthIdentity = Or(map.String("auth_identity"), smtp.AuthIdentity),
            RequireTls = OptionalBool(map, "require_tls") ?? smtp.RequireTls,
            ForceImplicitTls = OptionalBool(map, "force_implicit_tls") ?? smtp.ForceImplicitTls,
            Tls = TlsReader.Read(map, "tls_config", context.Http) ?? smtp.Tls,
            Headers = ReadHeaders(map),
            Html = map.String("html", EmailConfig.DefaultHtml),
            Text = map.String("text"),
            Threading = ReadThreading(map),
        };
        if (!context.Options.Strict)
        {
            config = EmailMisplacements.Apply(map, config) with
            {
                AuthOAuth2 = OAuth2Reader.Read(map, context.Http, "auth_oauth2"),
                RejectPermanentErrors = map.Bool("reject_permanent_errors", false),
            };
        }
        map.RejectUnknown(EmailMisplacements.Belongs);
        if (config.To.Length == 0) map.Error("missing to address in email config");
        if (smarthost is null) map.Error("no global SMTP smarthost set", "set smarthost here or smtp_smarthost under global");
        if (config.From.Length == 0) map.Error("no global SMTP from set", "set from here or smtp_from under global");
        if (config.AuthOAuth2 is not null && config.AuthUsername.Length == 0) map.Error("auth_oauth2 needs auth_username", "the mailbox that the token is for");
        if (config.Threading != EmailThreading.None && (config.Headers.ContainsKey("References") || config.Headers.ContainsKey("In-Reply-To")))
            map.Error("conflicting configuration: threading.enabled conflicts with custom In-Reply-To or References headers");
        return config;
    }

    /// <summary>The form in which header names are compared: <c>reply-to</c> is <c>Reply-To</c>.</summary>
    internal static string Canonical(string header) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(header.ToLowerInvariant());

    internal static HostPort? ReadHostPort(YamlMap map, string key)
    {
        string text = map.String(key);
        if (text.Length == 0) return null;
        if (HostPort.Parse(text) is { } address) return address;
        map.Take(key)!.Error($"address {text}: missing port in address", "write host:port, such as smtp.example.org:587");
        return null;
    }

    internal static bool? OptionalBool(YamlMap map, string key) => map.Take(key) is { IsNull: false } value ? value.AsBool(false) : null;

    private static string Or(string own, string inherited) => own.Length > 0 ? own : inherited;

    private static Dictionary<string, string> ReadHeaders(YamlMap map)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, YamlValue value) in map.Map("headers")?.Entries() ?? [])
            if (!headers.TryAdd(Canonical(name), value.AsString()))
                value.Error($"duplicate header \"{Canonical(name)}\" in email config");
        return headers;
    }

    private static EmailThreading ReadThreading(YamlMap owner)
    {
        if (owner.Take("threading") is not { IsNull: false } value || value.AsMap() is not { } map) return EmailThreading.None;
        bool enabled = map.Bool("enabled", false);
        string by = map.String("thread_by_date");
        map.RejectUnknown();
        if (!enabled) return EmailThreading.None;
        if (by is "none" or "daily") return by == "none" ? EmailThreading.Forever : EmailThreading.Daily;
        map.Error("threading.thread_by_date must be either 'none' or 'daily'");
        return EmailThreading.None;
    }
}
