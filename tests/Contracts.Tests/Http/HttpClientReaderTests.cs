using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Tests.Http;

public sealed class HttpClientReaderTests
{
    private static readonly HttpReadOptions Plain = new(path => path.Length == 0 ? "" : "/etc/x/" + path);

    [Theory]
    [InlineData("basic_auth: {password: a, password_file: b}", "at most one of basic_auth password & password_file must be configured")]
    [InlineData("basic_auth: {username: a, username_file: b}", "at most one of basic_auth username & username_file must be configured")]
    [InlineData("authorization: {credentials: a, credentials_file: b}", "at most one of authorization credentials & credentials_file must be configured")]
    [InlineData("authorization: {type: Basic}", "authorization type cannot be set to \"basic\", use \"basic_auth\" instead")]
    [InlineData("{bearer_token: a, bearer_token_file: b}", "at most one of bearer_token & bearer_token_file must be configured")]
    [InlineData("{bearer_token: a, authorization: {}}", "authorization is not compatible with bearer_token & bearer_token_file")]
    [InlineData("{basic_auth: {}, authorization: {}}", "at most one of basic_auth, oauth2 & authorization must be configured")]
    [InlineData("oauth2: {token_url: 'http://x/'}", "oauth2 client_id must be configured")]
    [InlineData("no_proxy: x", "if no_proxy is configured, proxy_url must also be configured")]
    [InlineData("{proxy_url: 'http://x/', proxy_from_environment: true}", "if proxy_from_environment is configured, proxy_url must not be configured")]
    [InlineData("http_headers: {Host: {values: [a]}}", "setting header \"Host\" is not allowed")]
    [InlineData("tls_config: {min_version: TLS13, max_version: TLS12}", "tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified")]
    [InlineData("basic_auth: {password_ref: a}", "field password_ref not found")]
    public void What_contradicts_itself_is_refused(string yaml, string error) => Assert.Equal(error, Assert.Single(Read(yaml, Plain).Problems.Errors).Message);

    [Fact]
    public void Paths_are_resolved_and_a_bearer_token_is_an_authorization()
    {
        HttpClientConfig config = Read("{bearer_token_file: t, tls_config: {ca_file: ca}, http_headers: {X-A: {files: [h]}}}", Plain).Config;
        Assert.Equal(("Bearer", "/etc/x/t"), (config.Authorization!.Type, config.Authorization.Credentials!.File));
        Assert.Equal(("/etc/x/ca", "/etc/x/h"), (config.Tls.CaFile, config.Headers[0].Files[0]));
    }

    [Fact]
    public void A_reference_is_refused_with_a_hint_where_such_keys_exist()
    {
        ConfigProblem problem = Assert.Single(Read("basic_auth: {password_ref: a}", Plain with { KnowsReferences = true }).Problems.Errors);
        Assert.Equal("use the value itself, or a file", problem.Hint);
    }

    [Fact]
    public void Grants_are_known_where_the_options_say_so()
    {
        const string Yaml = "{oauth2: {client_id: a, token_url: 'http://x/', grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', client_certificate_key: k, "
            + "client_certificate_key_id: i, signature_algorithm: RS384, iss: me, audience: you, claims: {a: 1, b: [x, true], c: {d: '1'}}}}";
        Assert.NotEmpty(Read(Yaml, Plain).Problems.Errors);
        (HttpClientConfig config, ConfigProblems problems) = Read(Yaml, Plain with { KnowsGrants = true });
        Assert.Empty(problems.Errors);
        OAuth2Config oauth = config.OAuth2!;
        Assert.Equal((OAuth2Config.JwtBearer, "k", "i", "RS384", "me", "you"), (oauth.GrantType, oauth.Key!.Value!.Reveal, oauth.KeyId, oauth.SignatureAlgorithm, oauth.Issuer, oauth.Audience));
        Assert.Equal(["1", "[\"x\",true]", "{\"d\":\"1\"}"], oauth.Claims.Select(claim => claim.Value));
    }

    [Theory]
    [InlineData("grant_type: x", "unsupported grant_type \"x\"")]
    [InlineData("signature_algorithm: HS256", "unsupported signature_algorithm \"HS256\"")]
    [InlineData("grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer'", "oauth2 client_certificate_key or client_certificate_key_file must be configured for this grant_type")]
    public void A_grant_that_cannot_work_is_refused(string keys, string error) =>
        Assert.Equal(error, Assert.Single(Read($"{{oauth2: {{client_id: a, token_url: 'http://x/', {keys}}}}}", Plain with { KnowsGrants = true }).Problems.Errors).Message);

    [Theory]
    [InlineData("{deny_networks: [private, link_local, loopback, 192.0.2.0/24, '2001:db8::/32']}", null)]
    [InlineData("{deny_networks: [intranet]}", "\"intranet\" is no network")]
    [InlineData("{deny_networks: [private], proxy_url: 'http://p/'}", "deny_networks cannot be used with a proxy")]
    public void Networks_are_denied_by_name_or_by_address(string yaml, string? error)
    {
        (HttpClientConfig config, ConfigProblems problems) = Read(yaml, Plain with { KnowsOurs = true });
        Assert.Equal(error, problems.Errors is [{ } first, ..] ? first.Message : null);
        Assert.Equal(error is null || error.Contains("proxy", StringComparison.Ordinal), config.DenyNetworks.Count > 0);
    }

    [Fact]
    public void A_secret_may_stand_in_the_environment_where_ours_is_known()
    {
        HttpClientConfig config = Read("{authorization: {credentials_env: TOKEN}}", Plain with { KnowsOurs = true }).Config;
        Assert.Equal("TOKEN", config.Authorization!.Credentials!.Variable);
        Assert.NotEmpty(Read("{authorization: {credentials_env: TOKEN}}", Plain).Problems.Errors);
    }

    [Fact]
    public void A_block_replaces_the_inherited_one_whole()
    {
        var inherited = new HttpClientConfig { FollowRedirects = false };
        YamlMap owner = YamlFile.Parse("f.yml", "{a: {enable_http2: false}, b: }", new ConfigProblems())!;
        Assert.True(HttpClientReader.ReadBlock(owner, Plain, inherited, "a").FollowRedirects);
        Assert.Same(inherited, HttpClientReader.ReadBlock(owner, Plain, inherited, "b"));
    }

    [Fact]
    public void Secrets_do_not_show()
    {
        HttpClientConfig config = Read("{basic_auth: {password: hunter2}, proxy_url: 'http://u:hunter2@x/', tls_config: {cert: c, key: hunter2}}", Plain).Config;
        Assert.Equal("hunter2", config.Tls.Key!.Reveal);
        Assert.DoesNotContain("hunter2", config.ToString(), StringComparison.Ordinal);
    }

    private static (HttpClientConfig Config, ConfigProblems Problems) Read(string yaml, HttpReadOptions options)
    {
        var problems = new ConfigProblems();
        YamlMap map = YamlFile.Parse("f.yml", yaml, problems)!;
        return (HttpClientReader.Read(map, options), problems);
    }
}
