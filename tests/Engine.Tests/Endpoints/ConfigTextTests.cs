using Tocsin.Engine.Endpoints;

namespace Tocsin.Engine.Tests.Endpoints;

public sealed class ConfigTextTests
{
    [Theory]
    [InlineData("password: x", "password: <secret>")]
    [InlineData("  password: 'it''s, x' # c", "  password: <secret> # c")]
    [InlineData("a: {username: u, password: x, b: c}", "a: {username: u, password: <secret>, b: c}")]
    [InlineData("- credentials: \"x\\\"y\"", "- credentials: <secret>")]
    [InlineData("password: |\n  x\n  y\nnext: 1", "password: <secret>\nnext: 1")]
    [InlineData("url: http://u:p@h/x", "url: http://<secret>@h/x")]
    [InlineData("password_file: /p\nurl: http://h:1/x", "password_file: /p\nurl: http://h:1/x")]
    public void Secrets_are_masked_and_the_rest_stays(string yaml, string shown) => Assert.Equal(shown, ConfigText.Redact(yaml));
}
