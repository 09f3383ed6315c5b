namespace Tocsin.Contracts.Configuration.Http;

/// <summary>OAuth 2: client credentials (RFC 6749, section 4.4), or a signed statement in their place (RFC 7523).</summary>
public sealed record OAuth2Config
{
    public const string ClientCredentials = "client_credentials";

    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>One of the two above.</summary>
    public string GrantType { get; init; } = ClientCredentials;

    public required string ClientId { get; init; }

    public SecretSource? ClientSecret { get; init; }

    /// <summary>For <see cref="JwtBearer"/>: a PEM with the RSA key that signs.</summary>
    public SecretSource? Key { get; init; }

    /// <summary>The key's name with the issuer; may be empty.</summary>
    public string KeyId { get; init; } = "";

    /// <summary><c>RS256</c>, <c>RS384</c> or <c>RS512</c>.</summary>
    public string SignatureAlgorithm { get; init; } = "RS256";

    /// <summary>Empty: the client.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Empty: the token URL.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Further claims, values as JSON.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Claims { get; init; } = [];

    public required string TokenUrl { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> EndpointParams { get; init; } = [];

    public TlsConfig Tls { get; init; } = new();

    public ProxyConfig Proxy { get; init; } = new();
}
