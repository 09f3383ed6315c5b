using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Reads an <c>oauth2</c> block.</summary>
internal static class OAuth2Reader
{
    private static readonly string[] GrantKeys =
        ["grant_type", "client_certificate_key_id", "client_certificate_key", "client_certificate_key_file", "signature_algorithm", "iss", "audience"];

    public static OAuth2Config? Read(YamlMap owner, HttpReadOptions options, string key = "oauth2")
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        var config = new OAuth2Config
        {
            ClientId = map.String("client_id"),
            ClientSecret = SecretReader.Pair(map, "client_secret", options.Resolve, of: "oauth2", environment: options.KnowsOurs),
            GrantType = options.KnowsGrants && map.String("grant_type") is { Length: > 0 } grant ? grant : OAuth2Config.ClientCredentials,
            TokenUrl = map.String("token_url"),
            Scopes = map.Strings("scopes"),
            EndpointParams = map.Map("endpoint_params")?.Texts() ?? [],
            Tls = TlsReader.Read(map, "tls_config", options) ?? new(),
            Proxy = ProxyReader.Read(map),
        };
        SecretReader.RefuseReference(map, "client_secret_ref", options);
        if (options.KnowsGrants)
        {
            foreach (string grantKey in GrantKeys) map.String(grantKey);
            map.Take("claims");
        }
        if (config.ClientId.Length == 0) map.Error("oauth2 client_id must be configured");
        if (config.TokenUrl.Length == 0) map.Error("oauth2 token_url must be configured");
        if (config.GrantType != OAuth2Config.ClientCredentials) value.Warn($"the grant {config.GrantType} is not implemented yet: requests will fail", "client_credentials");
        map.RejectUnknown();
        return config;
    }
}
