using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Testing.Servers;

namespace Tocsin.Contracts.Tests.Http;

public sealed class OAuth2Tests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_token_is_fetched_once_and_sent_until_it_is_about_to_expire()
    {
        int count = 0;
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        issuer.Answer = _ => (200, $"{{\"access_token\":\"t{++count}\",\"token_type\":\"bearer\",\"expires_in\":3600}}");
        using HttpClient client = Create(Config(issuer) with { Scopes = ["a", "b"], EndpointParams = [new("audience", "x y")] });
        await GetAsync(client, service);
        await GetAsync(client, service);
        _clock.Advance(TimeSpan.FromSeconds(3591));
        await GetAsync(client, service);
        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], service.Requests.Select(request => request.Headers["Authorization"]));
        CaughtRequest asked = issuer.Requests[0];
        Assert.Equal(("Basic aWQ6aHVudGVyMg==", "grant_type=client_credentials&scope=a+b&audience=x+y"), (asked.Headers["Authorization"], asked.Body));
    }

    [Fact]
    public async Task An_issuer_that_only_reads_the_body_is_found_out_once()
    {
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        issuer.Answer = request => request.Body.Contains("client_secret=hunter2", StringComparison.Ordinal) ? (200, "{\"access_token\":\"t\",\"expires_in\":\"60\"}") : (401, "no");
        using HttpClient client = Create(Config(issuer));
        await GetAsync(client, service);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await GetAsync(client, service);
        Assert.Equal(3, issuer.Requests.Count);
        Assert.False(issuer.Requests[2].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_refused_token_is_not_used_again()
    {
        int count = 0;
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        issuer.Answer = _ => (200, $"{{\"access_token\":\"t{++count}\"}}");
        service.Answer = request => (request.Headers["Authorization"] == "Bearer t1" ? 401 : 200, "");
        using HttpClient client = Create(Config(issuer));
        await GetAsync(client, service);
        await GetAsync(client, service);
        Assert.Equal(["Bearer t1", "Bearer t2"], service.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_secret_that_changed_in_its_file_brings_a_new_token()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "one\n", TestContext.Current.CancellationToken);
            await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
            issuer.Answer = _ => (200, "{\"access_token\":\"t\"}");
            using HttpClient client = Create(Config(issuer) with { ClientSecret = new SecretSource(null, file) });
            await GetAsync(client, service);
            await File.WriteAllTextAsync(file, "two\n", TestContext.Current.CancellationToken);
            await GetAsync(client, service);
            Assert.Equal(["Basic aWQ6b25l", "Basic aWQ6dHdv"], issuer.Requests.Select(request => request.Headers["Authorization"]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(400, "{\"error\":\"invalid_client hunter2\"}", "answered 400: {\"error\":\"invalid_client <redacted>\"}")]
    [InlineData(200, "{}", "holds no access_token")]
    [InlineData(200, "<html>", "holds no access_token")]
    public async Task Without_a_token_the_request_fails_and_the_secret_does_not_show(int status, string body, string error)
    {
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        issuer.Answer = _ => (status, body);
        using HttpClient client = Create(Config(issuer));
        IOException failure = await Assert.ThrowsAsync<IOException>(() => GetAsync(client, service));
        Assert.Contains(error, failure.Message);
        Assert.DoesNotContain("hunter2", failure.ToString());
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    public async Task A_signed_statement_may_take_the_place_of_the_secret(string algorithm)
    {
        using var key = RSA.Create(2048);
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        issuer.Answer = _ => (200, "{\"access_token\":\"t\"}");
        using HttpClient client = Create(Config(issuer) with
        {
            GrantType = OAuth2Config.JwtBearer,
            Key = SecretSource.Of(key.ExportPkcs8PrivateKeyPem()),
            KeyId = "k1",
            SignatureAlgorithm = algorithm,
            Scopes = ["a", "b"],
            Claims = [new("tenant", "\"x\"")],
        });
        await GetAsync(client, service);
        Assert.Equal("Bearer t", service.Requests[0].Headers["Authorization"]);
        Assert.False(issuer.Requests[0].Headers.ContainsKey("Authorization"));
        string[] form = issuer.Requests[0].Body.Split('&');
        Assert.Equal("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", form[0]);
        string[] token = form[1]["assertion=".Length..].Split('.');
        HashAlgorithmName hash = algorithm == "RS512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), hash, RSASignaturePadding.Pkcs1));
        Assert.Equal($"{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\",\"kid\":\"k1\"}}", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token[0])));
        using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token[1]));
        JsonElement said = claims.RootElement;
        Assert.Equal(("id", "id", issuer.Url + "token", "a b", "x"), (Of("iss"), Of("sub"), Of("aud"), Of("scope"), Of("tenant")));
        Assert.Equal(3600, said.GetProperty("exp").GetInt64() - said.GetProperty("iat").GetInt64());

        string Of(string name) => said.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task A_key_that_is_none_fails_the_request_and_does_not_show()
    {
        await using WebCatcher issuer = await WebCatcher.StartAsync(), service = await WebCatcher.StartAsync();
        using HttpClient client = Create(Config(issuer) with { GrantType = OAuth2Config.JwtBearer, Key = SecretSource.Of("hunter2") });
        IOException failure = await Assert.ThrowsAsync<IOException>(() => GetAsync(client, service));
        Assert.Contains("no RSA key", failure.Message);
        Assert.DoesNotContain("hunter2", failure.ToString());
    }

    private HttpClient Create(OAuth2Config config) => HttpClients.Create(new HttpClientConfig { OAuth2 = config }, _clock);

    private static OAuth2Config Config(WebCatcher issuer) => new() { ClientId = "id", ClientSecret = new SecretSource(new Secret("hunter2")), TokenUrl = issuer.Url + "token" };

    private static async Task GetAsync(HttpClient client, WebCatcher service)
    {
        using HttpResponseMessage response = await client.GetAsync(service.Url, TestContext.Current.CancellationToken);
    }
}
