using System.Net;
using System.Net.Sockets;
using System.Text;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;

namespace Tocsin.Contracts.Tests.Http;

public sealed class ProxyTests
{
    [Theory]
    [InlineData("example.org", "http://example.org/", true)]
    [InlineData("example.org", "http://a.example.org/", true)]
    [InlineData("example.org", "http://notexample.org/", false)]
    [InlineData(".example.org", "http://example.org/", false)]
    [InlineData(".example.org", "http://a.example.org/", true)]
    [InlineData("*.example.org", "http://a.example.org/", true)]
    [InlineData("10.0.0.0/8", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3/", false)]
    [InlineData("10.1.2.3:80", "http://10.1.2.3/", true)]
    [InlineData("example.org:8080", "http://example.org/", false)]
    [InlineData("fd00::/8", "http://[fd00::1]/", true)]
    [InlineData("a.example, b.example", "http://b.example/", true)]
    [InlineData("*", "http://anyone.example/", true)]
    [InlineData("x.example", "http://localhost/", true)]
    public void Exceptions_are_read_as_go_reads_them(string list, string target, bool direct) =>
        Assert.Equal(direct, new ProxyExceptions(list).Contains(new Uri(target)));

    [Fact]
    public void The_environment_names_a_proxy_for_each_scheme()
    {
        var variables = new Dictionary<string, string> { ["HTTP_PROXY"] = "http://p:1", ["https_proxy"] = "u:pw@q:2", ["NO_PROXY"] = "direct.example" };
        var proxy = new EnvironmentProxy(variables.GetValueOrDefault);
        Assert.Equal("http://p:1/", proxy.GetProxy(new Uri("http://x.example/"))!.ToString());
        Uri secure = proxy.GetProxy(new Uri("https://x.example/"))!;
        Assert.Equal(("http://q:2/", "u", "pw"), (secure.ToString(), proxy.GetCredential(secure, "Basic")!.UserName, proxy.GetCredential(secure, "Basic")!.Password));
        Assert.True(proxy.IsBypassed(new Uri("https://direct.example/")));
        Assert.True(proxy.IsBypassed(new Uri("http://127.0.0.1/")));
    }

    [Fact]
    public async Task A_tunnel_is_asked_for_with_the_headers_of_the_configuration()
    {
        await using SecureServer server = await SecureServer.StartAsync("127.0.0.1");
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task<string> asked = TunnelAsync(proxy, server.Url.Port);
        var config = new HttpClientConfig
        {
            Tls = new TlsConfig { InsecureSkipVerify = true },
            Proxy = new ProxyConfig
            {
                Url = new Secret($"http://u:p@127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}"),
                ConnectHeaders = new Dictionary<string, IReadOnlyList<Secret>> { ["X-Team"] = [new Secret("a")] },
            },
        };
        HttpClient client = HttpClients.Create(config);
        Assert.StartsWith("HTTP/", await client.GetStringAsync(server.Url, TestContext.Current.CancellationToken));
        // The tunnel ends with the connection.
        client.Dispose();
        string request = await asked;
        Assert.StartsWith($"CONNECT 127.0.0.1:{server.Url.Port} HTTP/1.1\r\n", request);
        Assert.Contains("\r\nX-Team: a\r\n", request);
        Assert.Contains("\r\nProxy-Authorization: Basic dTpw\r\n", request);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "refused the tunnel")]
    [InlineData("nonsense\r\n\r\n", "refused the tunnel")]
    [InlineData("", "no usable answer")]
    public async Task A_proxy_that_refuses_fails_the_request(string answer, string error)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task refused = RefuseAsync(proxy, answer);
        var headers = new Dictionary<string, IReadOnlyList<Secret>> { ["X-Team"] = [new Secret("a")] };
        var config = new HttpClientConfig { Proxy = new ProxyConfig { Url = new Secret($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}"), ConnectHeaders = headers } };
        using HttpClient client = HttpClients.Create(config);
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync("https://x.example/", TestContext.Current.CancellationToken));
        Assert.Contains(error, failure.ToString());
        await refused;
    }

    private static async Task<string> TunnelAsync(TcpListener proxy, int port)
    {
        using TcpClient client = await proxy.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        string request = await HeadAsync(stream);
        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await Task.WhenAny(stream.CopyToAsync(target.GetStream(), TestContext.Current.CancellationToken), target.GetStream().CopyToAsync(stream, TestContext.Current.CancellationToken));
        return request;
    }

    private static async Task RefuseAsync(TcpListener proxy, string answer)
    {
        using TcpClient client = await proxy.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await HeadAsync(client.GetStream());
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, TestContext.Current.CancellationToken) == 1) head.Append((char)one[0]);
        return head.ToString();
    }
}
