using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Reads an <c>oauth2</c> block.</summary>
internal static class OAuth2Reader
{
    public static OAuth2Config? Read(YamlMap owner, HttpReadOptions options, string key = "oauth2")
    {
        if (owner.Take(key) is not { IsNull: false } value || value.AsMap() is not { } map) return null;
        var config = new OAuth2Config
        {
            ClientId = map.String("client_id"),
            ClientSecret = SecretReader.Pair(map, "client_secret", options.Resolve, of: "oauth2", environment: options.KnowsOurs),
            TokenUrl = map.String("token_url"),
            Scopes = map.Strings("scopes"),
            EndpointParams = map.Map("endpoint_params")?.Texts() ?? [],
            Tls = TlsReader.Read(map, "tls_config", options) ?? new(),
            Proxy = ProxyReader.Read(map),
        };
        SecretReader.RefuseReference(map, "client_secret_ref", options);
        if (options.KnowsGrants) config = ReadGrant(map, config, options);
        if (config.ClientId.Length == 0) map.Error("oauth2 client_id must be configured");
        if (config.TokenUrl.Length == 0) map.Error("oauth2 token_url must be configured");
        map.RejectUnknown();
        return config;
    }

    private static OAuth2Config ReadGrant(YamlMap map, OAuth2Config config, HttpReadOptions options)
    {
        string grant = map.String("grant_type"), algorithm = map.String("signature_algorithm");
        if (grant is not ("" or OAuth2Config.ClientCredentials or OAuth2Config.JwtBearer))
            map.Take("grant_type")!.Error($"unsupported grant_type \"{grant}\"", $"{OAuth2Config.ClientCredentials} or {OAuth2Config.JwtBearer}");
        if (algorithm is not ("" or "RS256" or "RS384" or "RS512"))
            map.Take("signature_algorithm")!.Error($"unsupported signature_algorithm \"{algorithm}\"", "one of RS256, RS384, RS512");
        SecretSource? key = SecretReader.Pair(map, "client_certificate_key", options.Resolve, of: "oauth2");
        if (grant == OAuth2Config.JwtBearer && key is null) map.Error("oauth2 client_certificate_key or client_certificate_key_file must be configured for this grant_type");
        return config with
        {
            GrantType = grant.Length > 0 ? grant : OAuth2Config.ClientCredentials,
            Key = key,
            KeyId = map.String("client_certificate_key_id"),
            SignatureAlgorithm = algorithm.Length > 0 ? algorithm : config.SignatureAlgorithm,
            Issuer = map.String("iss"),
            Audience = map.String("audience"),
            Claims = [.. (map.Map("claims")?.Entries() ?? []).Select(claim => KeyValuePair.Create(claim.Key, Json(claim.Value)))],
        };
    }

    private static string Json(YamlValue value)
    {
        if (value.IsSequence) return $"[{string.Join(',', value.AsList().Select(Json))}]";
        if (value.IsMap && value.AsMap() is { } map) return $"{{{string.Join(',', map.Entries().Select(entry => $"{JsonSerializer.Serialize(entry.Key)}:{Json(entry.Value)}"))}}}";
        string text = value.AsString();
        if (value.IsNull) return "null";
        bool literal = value.IsPlain && (text is "true" or "false" || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        return literal ? text : JsonSerializer.Serialize(text);
    }
}
