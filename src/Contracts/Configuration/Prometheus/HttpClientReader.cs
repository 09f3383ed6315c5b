using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads the HTTP client keys, which stand among the keys of their owner.</summary>
internal static class HttpClientReader
{
    public static HttpClientConfig Read(YamlMap map, ConfigPlace place, bool http2 = true)
    {
        BasicAuthConfig? basic = Basic(map.Take("basic_auth"), place);
        AuthorizationConfig? authorization = Authorization(map.Take("authorization"), place);
        OAuth2Config? oauth = OAuth2(map.Take("oauth2"), place);
        Secret? token = map.Secret("bearer_token");
        string tokenFile = place.TakePath(map, "bearer_token_file");
        bool hasToken = token is { Reveal.Length: > 0 }, hasFile = tokenFile.Length > 0;
        if (hasToken && hasFile) map.Error("at most one of bearer_token & bearer_token_file must be configured");
        if ((basic is not null || oauth is not null) && (hasToken || hasFile))
            map.Error("at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured");
        if (authorization is not null && (hasToken || hasFile)) map.Error("authorization is not compatible with bearer_token & bearer_token_file");
        if (Count(basic, authorization, oauth) > 1) map.Error("at most one of basic_auth, oauth2 & authorization must be configured");
        if (hasToken || hasFile) authorization ??= new AuthorizationConfig("Bearer", token, tokenFile);
        return new HttpClientConfig
        {
            BasicAuth = basic,
            Authorization = authorization,
            OAuth2 = oauth,
            Tls = Tls(map.Map("tls_config"), place),
            FollowRedirects = map.Bool("follow_redirects", true),
            EnableHttp2 = map.Bool("enable_http2", http2),
            ProxyUrl = Proxy(map),
            NoProxy = map.String("no_proxy"),
            ProxyFromEnvironment = map.Bool("proxy_from_environment", false),
            Headers = Headers(map.Map("http_headers"), place),
        };
    }

    internal static TlsConfig Tls(YamlMap? map, ConfigPlace place)
    {
        if (map is null) return new TlsConfig();
        var tls = new TlsConfig
        {
            Ca = map.String("ca"),
            CaFile = place.TakePath(map, "ca_file"),
            Cert = map.String("cert"),
            CertFile = place.TakePath(map, "cert_file"),
            Key = map.Secret("key"),
            KeyFile = place.TakePath(map, "key_file"),
            ServerName = map.String("server_name"),
            InsecureSkipVerify = map.Bool("insecure_skip_verify", false),
            MinVersion = Version(map, "min_version"),
            MaxVersion = Version(map, "max_version"),
        };
        if (tls.Ca.Length > 0 && tls.CaFile.Length > 0) map.Error("at most one of ca and ca_file must be configured");
        if (tls.Cert.Length > 0 && tls.CertFile.Length > 0) map.Error("at most one of cert and cert_file must be configured");
        if (tls.Key is not null && tls.KeyFile.Length > 0) map.Error("at most one of key and key_file must be configured");
        bool cert = tls.Cert.Length + tls.CertFile.Length > 0, key = tls.Key is not null || tls.KeyFile.Length > 0;
        if (cert && !key) map.Error("exactly one of key or key_file must be configured when a client certificate is configured");
        if (key && !cert) map.Error("exactly one of cert or cert_file must be configured when a client key is configured");
        map.RejectUnknown();
        return tls;
    }

    private static string Version(YamlMap map, string key)
    {
        string version = map.String(key);
        if (version is not ("" or "TLS10" or "TLS11" or "TLS12" or "TLS13")) map.Take(key)!.Error($"unknown TLS version: {version}", "TLS10, TLS11, TLS12 or TLS13");
        return version;
    }

    private static int Count(params ReadOnlySpan<object?> given)
    {
        int count = 0;
        foreach (object? one in given)
            if (one is not null)
                count++;
        return count;
    }

    private static BasicAuthConfig? Basic(YamlValue? value, ConfigPlace place)
    {
        if (value is not { IsNull: false } || value.AsMap() is not { } map) return null;
        var basic = new BasicAuthConfig(
            map.String("username"), place.TakePath(map, "username_file"), map.Secret("password"), place.TakePath(map, "password_file"));
        if (basic.Username.Length > 0 && basic.UsernameFile.Length > 0) map.Error("at most one of basic_auth username & username_file must be configured");
        if (basic.Password is { Reveal.Length: > 0 } && basic.PasswordFile.Length > 0) map.Error("at most one of basic_auth password & password_file must be configured");
        map.RejectUnknown();
        return basic;
    }

    private static AuthorizationConfig? Authorization(YamlValue? value, ConfigPlace place)
    {
        if (value is not { IsNull: false } || value.AsMap() is not { } map) return null;
        string type = map.String("type", "Bearer").Trim();
        var authorization = new AuthorizationConfig(type.Length == 0 ? "Bearer" : type, map.Secret("credentials"), place.TakePath(map, "credentials_file"));
        if (authorization.Credentials is { Reveal.Length: > 0 } && authorization.CredentialsFile.Length > 0)
            map.Error("at most one of authorization credentials & credentials_file must be configured");
        if (string.Equals(type, "basic", StringComparison.OrdinalIgnoreCase)) map.Error("authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        map.RejectUnknown();
        return authorization;
    }

    private static OAuth2Config? OAuth2(YamlValue? value, ConfigPlace place)
    {
        if (value is not { IsNull: false } || value.AsMap() is not { } map) return null;
        var oauth = new OAuth2Config(
            map.String("client_id"), map.Secret("client_secret"), place.TakePath(map, "client_secret_file"), map.Strings("scopes"), map.String("token_url"))
        {
            EndpointParams = Texts(map.Map("endpoint_params")),
            Tls = Tls(map.Map("tls_config"), place),
        };
        foreach (string key in (string[])["grant_type", "client_certificate_key_id", "client_certificate_key", "client_certificate_key_file", "signature_algorithm", "iss", "audience"]) map.String(key);
        map.Take("claims");
        Proxy(map);
        map.String("no_proxy");
        map.Bool("proxy_from_environment", false);
        if (oauth.ClientId.Length == 0) map.Error("oauth2 client_id must be configured");
        if (oauth.TokenUrl.Length == 0) map.Error("oauth2 token_url must be configured");
        ConfigPlace.NotImplemented(value, "oauth2");
        map.RejectUnknown();
        return oauth;
    }

    private static Secret? Proxy(YamlMap map)
    {
        if (map.Take("proxy_connect_header") is { IsNull: false } header) ConfigPlace.NotImplemented(header, "proxy_connect_header");
        return map.Take("proxy_url") is { IsNull: false } url && url.AsString().Length > 0 ? url.AsSecret() : null;
    }

    private static List<HttpHeaderConfig> Headers(YamlMap? map, ConfigPlace place)
    {
        var headers = new List<HttpHeaderConfig>();
        foreach ((string name, YamlValue value) in map?.Entries() ?? [])
        {
            if (value.AsMap() is not { } header) continue;
            if (ReservedHeaders.Contains(name)) value.Error($"setting header \"{name}\" is not allowed");
            headers.Add(new(name, header.Strings("values"), [.. header.List("secrets").Select(secret => secret.AsSecret())],
                [.. header.Strings("files").Select(place.Resolve)]));
            header.RejectUnknown();
        }
        return headers;
    }

    internal static List<KeyValuePair<string, string>> Texts(YamlMap? map) =>
        [.. (map?.Entries() ?? []).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.AsString()))];
}
