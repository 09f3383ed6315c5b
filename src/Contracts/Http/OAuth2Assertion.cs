using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>Says who we are with a signed statement instead of a secret: a JSON Web Token (RFC 7519) as an authorization grant (RFC 7523, section 2.1).</summary>
internal static class OAuth2Assertion
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <param name="key">A PEM with an RSA key.</param>
    /// <exception cref="IOException">The key is none; the text does not show it.</exception>
    public static string Write(OAuth2Config config, string key, DateTimeOffset now)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(key);
            string said = $"{Part(json => WriteHeader(json, config))}.{Part(json => WriteClaims(json, config, now))}";
            byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(said), Hash(config.SignatureAlgorithm), RSASignaturePadding.Pkcs1);
            return $"{said}.{Base64Url.EncodeToString(signature)}";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IOException("oauth2: client_certificate_key is no RSA key in PEM", e);
        }
    }

    private static void WriteHeader(Utf8JsonWriter json, OAuth2Config config)
    {
        json.WriteString("alg", config.SignatureAlgorithm);
        json.WriteString("typ", "JWT");
        if (config.KeyId.Length > 0) json.WriteString("kid", config.KeyId);
    }

    private static void WriteClaims(Utf8JsonWriter json, OAuth2Config config, DateTimeOffset now)
    {
        json.WriteString("iss", config.Issuer.Length > 0 ? config.Issuer : config.ClientId);
        json.WriteString("sub", config.ClientId);
        json.WriteString("aud", config.Audience.Length > 0 ? config.Audience : config.TokenUrl);
        if (config.Scopes.Count > 0) json.WriteString("scope", string.Join(' ', config.Scopes));
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
        json.WriteString("jti", Guid.NewGuid().ToString("n"));
        foreach ((string name, string value) in config.Claims)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private static HashAlgorithmName Hash(string algorithm) => algorithm switch
    {
        "RS384" => HashAlgorithmName.SHA384,
        "RS512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
