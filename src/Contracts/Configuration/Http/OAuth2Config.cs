namespace Tocsin.Contracts.Configuration.Http;

/// <summary>OAuth 2 client credentials (RFC 6749, section 4.4).</summary>
public sealed record OAuth2Config
{
    public const string ClientCredentials = "client_credentials";

    /// <summary>Any other than <see cref="ClientCredentials"/> is not implemented: requests fail.</summary>
    public string GrantType { get; init; } = ClientCredentials;

    public required string ClientId { get; init; }

    public SecretSource? ClientSecret { get; init; }

    public required string TokenUrl { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> EndpointParams { get; init; } = [];

    public TlsConfig Tls { get; init; } = new();

    public ProxyConfig Proxy { get; init; } = new();
}
