using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Testing.Servers;

namespace Tocsin.Contracts.Tests.Http;

public sealed class HttpClientsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tocsin-http");

    [Fact]
    public async Task A_password_in_a_file_is_read_for_every_request()
    {
        string file = Write("password", "p\n");
        var config = new HttpClientConfig { BasicAuth = new BasicAuthConfig("u", "", new SecretSource(null, file)) };
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(config);
        await GetAsync(client, server.Url);
        Write("password", "q\n");
        await GetAsync(client, server.Url);
        Assert.Equal(["Basic dTpw", "Basic dTpx"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_bearer_and_headers_of_every_kind_are_sent()
    {
        var config = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig("Bearer", SecretSource.Of("t")),
            Headers = [new HttpHeaderConfig("X-Team", ["a"], [new Secret("b")], [Write("header", "c\n")])],
        };
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(config);
        await GetAsync(client, server.Url);
        IReadOnlyDictionary<string, string> headers = Assert.Single(server.Requests).Headers;
        Assert.Equal(("Bearer t", "a, b, c"), (headers["Authorization"], headers["X-Team"]));
    }

    [Fact]
    public async Task A_secret_in_the_environment_is_sent_and_a_missing_one_is_named()
    {
        var config = new HttpClientConfig { Authorization = new AuthorizationConfig("Bearer", new SecretSource(null) { Variable = "TOCSIN_TEST_SECRET_" + Guid.NewGuid().ToString("n") }) };
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(config);
        string name = config.Authorization.Credentials!.Variable;
        Assert.Contains(name, (await Assert.ThrowsAsync<IOException>(() => GetAsync(client, server.Url))).Message);
        Environment.SetEnvironmentVariable(name, "t");
        await GetAsync(client, server.Url);
        Assert.Equal("Bearer t", Assert.Single(server.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task An_authority_that_changed_in_its_file_counts_from_the_next_connection_on()
    {
        await using SecureServer first = await SecureServer.StartAsync("127.0.0.1"), second = await SecureServer.StartAsync("127.0.0.1");
        string file = Write("ca.pem", first.Pem);
        using HttpClient client = HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { CaFile = file } });
        await GetAsync(client, first.Url);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(client, second.Url));
        File.WriteAllText(file, second.Pem + "\n");
        await GetAsync(client, second.Url);
        File.WriteAllText(file, "");
        await GetAsync(client, second.Url);
    }

    [Fact]
    public async Task A_request_keeps_an_authorization_of_its_own()
    {
        var config = new HttpClientConfig { BasicAuth = new BasicAuthConfig("u", "", SecretSource.Of("p")) };
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(config);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer own");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("Bearer own", Assert.Single(server.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_secret_file_that_is_gone_fails_the_request_and_not_the_client()
    {
        var config = new HttpClientConfig { Authorization = new AuthorizationConfig("Bearer", new SecretSource(null, Path.Combine(_folder.FullName, "none"))) };
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(config);
        await Assert.ThrowsAnyAsync<IOException>(() => GetAsync(client, server.Url));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Own_authorities_are_trusted_and_strangers_are_not()
    {
        await using SecureServer server = await SecureServer.StartAsync("127.0.0.1");
        using HttpClient trusting = HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { CaFile = Write("ca.pem", server.Pem) } });
        Assert.Equal("HTTP/2 ", await GetAsync(trusting, server.Url));
        string other = SecureServer.Certificate("127.0.0.1").Certificate.ExportCertificatePem();
        using HttpClient stranger = HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { Ca = other } });
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(stranger, server.Url));
        using HttpClient careless = HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { InsecureSkipVerify = true }, EnableHttp2 = false });
        Assert.Equal("HTTP/1.1 ", await GetAsync(careless, server.Url));
    }

    [Fact]
    public async Task The_certificate_must_be_for_server_name()
    {
        await using SecureServer server = await SecureServer.StartAsync("tocsin.test");
        var tls = new TlsConfig { Ca = server.Pem, ServerName = "tocsin.test", Versions = SslProtocols.Tls12 };
        using HttpClient named = HttpClients.Create(new HttpClientConfig { Tls = tls });
        Assert.Equal("HTTP/2 ", await GetAsync(named, server.Url));
        using HttpClient unnamed = HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { Ca = server.Pem } });
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(unnamed, server.Url));
    }

    [Fact]
    public async Task The_client_shows_its_certificate()
    {
        await using SecureServer server = await SecureServer.StartAsync("127.0.0.1");
        (X509Certificate2 own, string key) = SecureServer.Certificate("me");
        var tls = new TlsConfig { Ca = server.Pem, CertFile = Write("cert.pem", own.ExportCertificatePem()), KeyFile = Write("key.pem", key) };
        using HttpClient client = HttpClients.Create(new HttpClientConfig { Tls = tls });
        Assert.Equal("HTTP/2 CN=me", await GetAsync(client, server.Url));
    }

    [Fact]
    public void What_is_no_certificate_or_no_file_fails_at_once()
    {
        Assert.Throws<CryptographicException>(() => HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { Ca = "x" } }));
        Assert.ThrowsAny<IOException>(() => HttpClients.Create(new HttpClientConfig { Tls = new TlsConfig { CaFile = Path.Combine(_folder.FullName, "none") } }));
    }

    [Fact]
    public async Task A_proxy_takes_the_requests_except_those_of_no_proxy_and_its_password_is_in_no_error()
    {
        await using WebCatcher proxy = await WebCatcher.StartAsync();
        proxy.Answer = _ => (502, "");
        var url = new Secret($"http://u:hunter2@{proxy.Url.Authority}");
        using HttpClient through = HttpClients.Create(new HttpClientConfig { Proxy = new ProxyConfig { Url = url, NoProxy = "other, .direct.invalid" } });
        await GetAsync(through, new Uri("http://far.invalid/a"));
        Assert.Equal("/a", Assert.Single(proxy.Requests).Path);
        HttpRequestException tunnel = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(through, new Uri("https://far.invalid/")));
        Assert.DoesNotContain("hunter2", tunnel.ToString(), StringComparison.Ordinal);
        int before = proxy.Requests.Count;
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(through, new Uri("http://a.direct.invalid/")));
        Assert.Equal(before, proxy.Requests.Count);
    }

    [Fact]
    public async Task Credentials_do_not_follow_to_another_host()
    {
        await using WebCatcher end = await WebCatcher.StartAsync();
        await using RedirectingServer start = await RedirectingServer.StartAsync(end.Url);
        using HttpClient client = HttpClients.Create(new HttpClientConfig { Authorization = new AuthorizationConfig("Bearer", SecretSource.Of("t")) });
        await GetAsync(client, start.Url);
        Assert.False(Assert.Single(end.Requests).Headers.ContainsKey("Authorization"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> GetAsync(HttpClient client, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
