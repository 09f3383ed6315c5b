using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Reads the settings of an HTTP client.</summary>
internal static class HttpClientReader
{
    /// <summary>The block under a key, or <paramref name="inherited"/> where there is none: it is replaced whole, never merged.</summary>
    public static HttpClientConfig ReadBlock(YamlMap owner, HttpReadOptions options, HttpClientConfig inherited, string key = "http_config")
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return inherited;
        HttpClientConfig config = Read(map, options);
        map.RejectUnknown();
        return config;
    }

    /// <summary>The keys where they stand among those of their owner.</summary>
    public static HttpClientConfig Read(YamlMap map, HttpReadOptions options)
    {
        BasicAuthConfig? basic = Basic(map, options);
        AuthorizationConfig? authorization = Authorization(map, options);
        OAuth2Config? oauth = OAuth2Reader.Read(map, options);
        SecretSource? bearer = SecretReader.Pair(map, "bearer_token", options.Resolve, environment: options.KnowsOurs);
        if (bearer is not null && (basic is not null || oauth is not null))
            map.Error("at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured");
        if (bearer is not null && authorization is not null) map.Error("authorization is not compatible with bearer_token & bearer_token_file");
        if (Count(basic, authorization, oauth) > 1) map.Error("at most one of basic_auth, oauth2 & authorization must be configured");
        var config = new HttpClientConfig
        {
            BasicAuth = basic,
            Authorization = authorization ?? (bearer is null ? null : new AuthorizationConfig("Bearer", bearer)),
            OAuth2 = oauth,
            Tls = TlsReader.Read(map, "tls_config", options) ?? new(),
            Proxy = ProxyReader.Read(map),
            FollowRedirects = map.Bool("follow_redirects", true),
            EnableHttp2 = map.Bool("enable_http2", options.Http2),
            Headers = Headers(map.Map("http_headers"), options),
            DenyNetworks = options.KnowsOurs ? FenceReader.Read(map) : [],
        };
        // Behind a proxy it is the proxy that finds the address.
        if (config.DenyNetworks.Count > 0 && (config.Proxy.Url is not null || config.Proxy.FromEnvironment))
            map.Error("deny_networks cannot be used with a proxy", "let the proxy deny them");
        return config;
    }

    private static int Count(params ReadOnlySpan<object?> given)
    {
        int count = 0;
        foreach (object? one in given)
            if (one is not null)
                count++;
        return count;
    }

    private static BasicAuthConfig? Basic(YamlMap owner, HttpReadOptions options)
    {
        if (owner.Take("basic_auth") is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        string username = map.String("username"), file = map.String("username_file");
        if (username.Length > 0 && file.Length > 0) map.Error("at most one of basic_auth username & username_file must be configured");
        SecretSource? password = SecretReader.Pair(map, "password", options.Resolve, of: "basic_auth", environment: options.KnowsOurs);
        SecretReader.RefuseReference(map, "username_ref", options);
        SecretReader.RefuseReference(map, "password_ref", options);
        map.RejectUnknown();
        return new BasicAuthConfig(username, options.Resolve(file), password);
    }

    private static AuthorizationConfig? Authorization(YamlMap owner, HttpReadOptions options)
    {
        if (owner.Take("authorization") is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        string type = map.String("type").Trim();
        if (type.Equals("basic", StringComparison.OrdinalIgnoreCase)) map.Error("authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
        SecretSource? credentials = SecretReader.Pair(map, "credentials", options.Resolve, of: "authorization", environment: options.KnowsOurs);
        SecretReader.RefuseReference(map, "credentials_ref", options);
        map.RejectUnknown();
        return new AuthorizationConfig(type.Length == 0 ? "Bearer" : type, credentials);
    }

    private static List<HttpHeaderConfig> Headers(YamlMap? map, HttpReadOptions options)
    {
        var headers = new List<HttpHeaderConfig>();
        foreach ((string name, YamlValue value) in map?.Entries() ?? [])
        {
            if (value.AsMap() is not { } header) continue;
            if (ReservedHeaders.Contains(name)) value.Error($"setting header \"{name}\" is not allowed");
            headers.Add(new(name, header.Strings("values"), [.. header.List("secrets").Select(secret => secret.AsSecret())],
                [.. header.Strings("files").Select(options.Resolve)]));
            header.RejectUnknown();
        }
        return headers;
    }
}
