using System.CommandLine;
using Tocsin.Host.Cli;

namespace Tocsin.Host.Tests.Cli;

public sealed class RoutesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-routes-").FullName;
    private readonly StringWriter _output = new();

    public RoutesCommandTests() => File.WriteAllText(Path.Combine(_folder, "am.yml"), """
        route:
          receiver: all
          routes:
          - {matchers: [team="a"], receiver: a, continue: true}
          - {matchers: [env=~"x|y"], receiver: env}
        receivers: [{name: all}, {name: a}, {name: env}]
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_tree_is_drawn_as_amtool_draws_it()
    {
        Assert.Equal(0, await RunAsync("show"));
        Assert.Equal("""
            Routing tree:
            .
            └── default-route  receiver: all
                ├── {team="a"}  continue: true  receiver: a
                └── {env=~"x|y"}  receiver: env


            """, _output.ToString());
    }

    [Theory]
    [InlineData("a,env", 0, "team=a", "env=x")]
    [InlineData("all", 0, "team=b")]
    [InlineData("a", 1, "team=b")]
    public async Task The_receivers_of_an_alert_are_told_and_verified(string expected, int code, params string[] labels) =>
        Assert.Equal(code, await RunAsync(["test", "--verify.receivers=" + expected, .. labels]));

    [Fact]
    public async Task What_is_no_label_is_refused() => Assert.Equal(1, await RunAsync("test", "{foo=bar}"));

    private Task<int> RunAsync(params string[] words) =>
        CommandLine.Create(_ => null).Parse(["routes", .. words, "--config.file", Path.Combine(_folder, "am.yml")])
            .InvokeAsync(new InvocationConfiguration { Output = _output, Error = _output }, TestContext.Current.CancellationToken);
}
