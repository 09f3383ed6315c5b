using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An <c>http_config</c> block.</summary>
internal static class HttpClientReader
{
    /// <summary>The block under a key, or <paramref name="inherited"/> where there is none: it is replaced whole, never merged.</summary>
    public static HttpClientConfig Read(YamlMap owner, LoadContext context, HttpClientConfig inherited, string key = "http_config")
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return inherited;
        BasicAuthConfig? basic = ReadBasicAuth(map, context);
        AuthorizationConfig? authorization = ReadAuthorization(map, context);
        SecretSource? bearer = SecretReader.Pair(map, "bearer_token", context);
        OAuth2Config? oauth2 = ReadOAuth2(map, context);
        int ways = (basic is null ? 0 : 1) + (authorization is null ? 0 : 1) + (oauth2 is null ? 0 : 1) + (bearer is null ? 0 : 1);
        if (ways > 1) map.Error("at most one of basic_auth, oauth2, authorization & bearer_token must be configured");
        var config = new HttpClientConfig
        {
            BasicAuth = basic,
            Authorization = authorization ?? (bearer is null ? null : new AuthorizationConfig("Bearer", bearer)),
            OAuth2 = oauth2,
            Tls = TlsReader.Read(map, "tls_config", context) ?? new(),
            Proxy = ReadProxy(map),
            FollowRedirects = map.Bool("follow_redirects", true),
            EnableHttp2 = map.Bool("enable_http2", true),
            Headers = ReadHeaders(map, context),
        };
        map.RejectUnknown();
        return config;
    }

    private static BasicAuthConfig? ReadBasicAuth(YamlMap owner, LoadContext context)
    {
        if (owner.Take("basic_auth") is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        string username = map.String("username"), file = map.String("username_file");
        if (username.Length > 0 && file.Length > 0) map.Error("at most one of basic_auth username & username_file must be configured");
        SecretSource? password = SecretReader.Pair(map, "password", context);
        RefuseReference(map, "username_ref");
        RefuseReference(map, "password_ref");
        map.RejectUnknown();
        return new BasicAuthConfig(username, context.Resolve(file), password);
    }

    private static AuthorizationConfig? ReadAuthorization(YamlMap owner, LoadContext context)
    {
        if (owner.Take("authorization") is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        string type = map.String("type").Trim();
        if (type.Equals("basic", StringComparison.OrdinalIgnoreCase)) map.Error("authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        SecretSource? credentials = SecretReader.Pair(map, "credentials", context);
        RefuseReference(map, "credentials_ref");
        map.RejectUnknown();
        return new AuthorizationConfig(type.Length == 0 ? "Bearer" : type, credentials);
    }

    private static OAuth2Config? ReadOAuth2(YamlMap owner, LoadContext context)
    {
        if (owner.Take("oauth2") is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        var config = new OAuth2Config
        {
            ClientId = map.String("client_id"),
            ClientSecret = SecretReader.Pair(map, "client_secret", context),
            TokenUrl = map.String("token_url"),
            Scopes = map.Strings("scopes"),
            EndpointParams = Texts(map.Map("endpoint_params")),
            Tls = TlsReader.Read(map, "tls_config", context) ?? new(),
            Proxy = ReadProxy(map),
        };
        RefuseReference(map, "client_secret_ref");
        if (config.ClientId.Length == 0) map.Error("oauth2 client_id must be configured");
        if (config.TokenUrl.Length == 0) map.Error("oauth2 token_url must be configured");
        map.RejectUnknown();
        return config;
    }

    private static ProxyConfig ReadProxy(YamlMap map)
    {
        var headers = new Dictionary<string, IReadOnlyList<Secret>>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, YamlValue values) in map.Map("proxy_connect_header")?.Entries() ?? [])
            headers[name] = [.. values.AsStrings().Select(text => new Secret(text))];
        var proxy = new ProxyConfig
        {
            Url = map.String("proxy_url"),
            NoProxy = map.String("no_proxy"),
            FromEnvironment = map.Bool("proxy_from_environment", false),
            ConnectHeaders = headers,
        };
        if (proxy.FromEnvironment && proxy.Url.Length > 0) map.Error("if proxy_from_environment is configured, proxy_url must not be configured");
        if (proxy.FromEnvironment && proxy.NoProxy.Length > 0) map.Error("if proxy_from_environment is configured, no_proxy must not be configured");
        if (proxy.NoProxy.Length > 0 && proxy.Url.Length == 0 && !proxy.FromEnvironment) map.Error("if no_proxy is configured, proxy_url must also be configured");
        if (headers.Count > 0 && proxy.Url.Length == 0 && !proxy.FromEnvironment)
            map.Error("if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured");
        return proxy;
    }

    private static Dictionary<string, HttpHeaderConfig> ReadHeaders(YamlMap owner, LoadContext context)
    {
        var headers = new Dictionary<string, HttpHeaderConfig>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, YamlValue value) in owner.Map("http_headers")?.Entries() ?? [])
        {
            if (value.AsMap() is not { } map) continue;
            headers[name] = new HttpHeaderConfig(
                map.Strings("values"),
                [.. map.Strings("secrets").Select(text => new Secret(text))],
                [.. map.Strings("files").Select(context.Resolve)]);
            map.RejectUnknown();
        }
        return headers;
    }

    internal static Dictionary<string, string> Texts(YamlMap? map)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, YamlValue value) in map?.Entries() ?? []) texts[name] = value.AsString();
        return texts;
    }

    internal static void RefuseReference(YamlMap map, string key)
    {
        if (map.String(key).Length > 0) map.Take(key)!.Error($"{key}: there is no secret manager to look it up in", "use the value itself, or a file");
    }
}
