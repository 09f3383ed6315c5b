using System.Net;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Contracts.Http;
using Tocsin.Testing.Servers;

namespace Tocsin.Contracts.Tests.Http;

public sealed class NetworkFenceTests
{
    [Theory]
    [InlineData("169.254.169.254", "[link_local]", true)]
    [InlineData("::ffff:169.254.169.254", "[link_local]", true)]
    [InlineData("64:ff9b::a9fe:a9fe", "[link_local]", true)]
    [InlineData("2002:a9fe:a9fe::1", "[link_local]", true)]
    [InlineData("fe80::1", "[link_local]", true)]
    [InlineData("10.1.2.3", "[private]", true)]
    [InlineData("172.31.0.1", "[private]", true)]
    [InlineData("192.168.0.1", "[private]", true)]
    [InlineData("fd00::1", "[private]", true)]
    [InlineData("127.0.0.1", "[loopback]", true)]
    [InlineData("::1", "[loopback]", true)]
    [InlineData("0.0.0.0", "[loopback]", true)]
    [InlineData("127.0.0.1", "[private, link_local]", false)]
    [InlineData("172.32.0.1", "[private]", false)]
    [InlineData("192.0.2.7", "[192.0.2.0/24]", true)]
    [InlineData("8.8.8.8", "[private, link_local, loopback]", false)]
    public void Addresses_are_denied_in_whatever_form_they_come(string address, string networks, bool denied) =>
        Assert.Equal(denied, new NetworkFence(Read(networks)).Denies(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_name_is_judged_by_what_it_comes_to(string host)
    {
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(new HttpClientConfig { DenyNetworks = Read("[loopback]") });
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetStringAsync($"http://{host}:{server.Url.Port}/", TestContext.Current.CancellationToken));
        Assert.Contains("deny_networks forbids", failure.ToString());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_redirect_does_not_get_past()
    {
        await using WebCatcher inside = await WebCatcher.StartAsync();
        await using RedirectingServer outside = await RedirectingServer.StartAsync(new UriBuilder(inside.Url) { Host = "127.0.0.2" }.Uri);
        using HttpClient client = HttpClients.Create(new HttpClientConfig { DenyNetworks = [IPNetwork.Parse("127.0.0.2/32")] });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(outside.Url, TestContext.Current.CancellationToken));
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task What_is_not_denied_is_reached_as_ever()
    {
        await using WebCatcher server = await WebCatcher.StartAsync();
        using HttpClient client = HttpClients.Create(new HttpClientConfig { DenyNetworks = Read("[private, link_local]") });
        Assert.Equal("ok", await client.GetStringAsync(server.Url, TestContext.Current.CancellationToken));
    }

    private static IReadOnlyList<IPNetwork> Read(string networks) => FenceReader.Read(YamlFile.Parse("f.yml", $"deny_networks: {networks}", new ConfigProblems())!);
}
