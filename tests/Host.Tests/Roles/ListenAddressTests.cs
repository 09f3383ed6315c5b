using Tocsin.Host.Roles;

namespace Tocsin.Host.Tests.Roles;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData(":9090", "0.0.0.0:9090", "localhost:9090")]
    [InlineData("127.0.0.1:80", "127.0.0.1:80", "localhost")]
    [InlineData("[::1]:9090", "[::1]:9090", "localhost:9090")]
    [InlineData("10.1.2.3:9090", "10.1.2.3:9090", "10.1.2.3:9090")]
    public void An_address_is_read_and_shown_as_people_type_it(string text, string address, string browser)
    {
        ListenAddress? parsed = ListenAddress.Parse(text);
        Assert.Equal(address, parsed?.ToString());
        Assert.Equal(browser, parsed?.BrowserHost);
    }

    [Theory]
    [InlineData("9090")]
    [InlineData("localhost:http")]
    [InlineData("example.com:9090")]
    [InlineData(":99999")]
    public void What_is_no_address_is_refused(string text) => Assert.Null(ListenAddress.Parse(text));
}
