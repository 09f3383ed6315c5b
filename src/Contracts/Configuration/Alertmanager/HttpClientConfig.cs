namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An <c>http_config</c> block. Where a receiver writes one it replaces the global one whole.</summary>
public sealed record HttpClientConfig
{
    public static readonly HttpClientConfig Default = new();

    public BasicAuthConfig? BasicAuth { get; init; }

    /// <summary>Also what <c>bearer_token</c> was folded into.</summary>
    public AuthorizationConfig? Authorization { get; init; }

    public OAuth2Config? OAuth2 { get; init; }

    public TlsConfig Tls { get; init; } = new();

    public ProxyConfig Proxy { get; init; } = new();

    public bool FollowRedirects { get; init; } = true;

    public bool EnableHttp2 { get; init; } = true;

    /// <summary>Extra headers by name.</summary>
    public IReadOnlyDictionary<string, HttpHeaderConfig> Headers { get; init; } = new Dictionary<string, HttpHeaderConfig>();
}

public sealed record BasicAuthConfig(string Username, string UsernameFile, SecretSource? Password);

/// <summary>The header <c>Authorization: Type Credentials</c>.</summary>
public sealed record AuthorizationConfig(string Type, SecretSource? Credentials);

public sealed record OAuth2Config
{
    public required string ClientId { get; init; }

    public SecretSource? ClientSecret { get; init; }

    public required string TokenUrl { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyDictionary<string, string> EndpointParams { get; init; } = new Dictionary<string, string>();

    public TlsConfig Tls { get; init; } = new();

    public ProxyConfig Proxy { get; init; } = new();
}

public sealed record ProxyConfig
{
    /// <summary>Empty: none.</summary>
    public string Url { get; init; } = "";

    public string NoProxy { get; init; } = "";

    public bool FromEnvironment { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<Secret>> ConnectHeaders { get; init; } = new Dictionary<string, IReadOnlyList<Secret>>();
}

public sealed record HttpHeaderConfig(IReadOnlyList<string> Values, IReadOnlyList<Secret> Secrets, IReadOnlyList<string> Files);
