using System.Net;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>
/// How to call somebody over HTTP: an <c>http_config</c> block, or the same keys among those of their owner. Secrets in files are read at use, so
/// that they can rotate.
/// </summary>
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

    public IReadOnlyList<HttpHeaderConfig> Headers { get; init; } = [];

    /// <summary>Ours: networks that requests may not go to, judged by the addresses that names come to, for redirects as well.</summary>
    public IReadOnlyList<IPNetwork> DenyNetworks { get; init; } = [];
}

/// <summary>User name, given or in a file (an empty file name means given), and password.</summary>
public sealed record BasicAuthConfig(string Username, string UsernameFile, SecretSource? Password);

/// <summary>The header <c>Authorization: Type Credentials</c>.</summary>
public sealed record AuthorizationConfig(string Type, SecretSource? Credentials);

/// <summary>An extra request header and its values, plain, secret or in files.</summary>
public sealed record HttpHeaderConfig(string Name, IReadOnlyList<string> Values, IReadOnlyList<Secret> Secrets, IReadOnlyList<string> Files);
