namespace Tocsin.Contracts.Configuration.Http;

/// <summary>OAuth 2 client credentials.</summary>
public sealed record OAuth2Config
{
    public required string ClientId { get; init; }

    public SecretSource? ClientSecret { get; init; }

    public required string TokenUrl { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> EndpointParams { get; init; } = [];

    public TlsConfig Tls { get; init; } = new();

    public ProxyConfig Proxy { get; init; } = new();
}
