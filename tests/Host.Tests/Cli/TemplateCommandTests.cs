using System.CommandLine;
using Tocsin.Host.Cli;

namespace Tocsin.Host.Tests.Cli;

public sealed class TemplateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-template-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Without_data_the_example_that_amtool_has_is_rendered()
    {
        Assert.Equal(0, await RunAsync("--template.text={{ template \"slack.default.title\" . }}"));
        Assert.Equal("[ALERTSTATUS:1] grouplabelvalue1 grouplabelvalue2 (commonlabelvalue1 commonlabelvalue2)", _output.ToString());
    }

    [Fact]
    public async Task Files_of_both_languages_and_data_are_read()
    {
        Write("a.tmpl", "{{ define \"x\" }}{{ .Status }} <{{ template \"b.scriban\" . }}>{{ end }}");
        Write("b.scriban", "{{ alerts[0].labels.a }}");
        string data = Write("data.json", "{\"status\":\"firing\",\"alerts\":[{\"labels\":{\"a\":\"1 < 2\"},\"startsAt\":\"2026-01-02T03:04:05.000000001+02:00\"}]}");
        Assert.Equal(0, await RunAsync("--template.text", "{{ template \"x\" . }} {{ (index .Alerts 0).StartsAt }}", "--template.data", data));
        Assert.Equal("firing <1 < 2> 2026-01-02 03:04:05.000000001 +0200 +0200", _output.ToString());
    }

    [Theory]
    [InlineData("{{ .Foo }}", "tocsin: error: template: :1:3: executing \"\" at <.Foo>: can't evaluate field Foo in type template.Data")]
    [InlineData("{{ .Foo ", "tocsin: error: template: :1: unclosed action")]
    public async Task What_fails_says_why_as_amtool_does(string text, string want)
    {
        Assert.Equal(1, await RunAsync("--template.text", text));
        Assert.Equal(want, _error.ToString().Trim());
    }

    [Fact]
    public async Task Wrong_data_names_the_field()
    {
        string data = Write("data.json", "{\"groupLabels\":{\"a\":1}}");
        Assert.Equal(1, await RunAsync("--template.text=x", "--template.data", data));
        Assert.Contains("groupLabels.a must be a string, not a number", _error.ToString(), StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.Create(_ => null).Parse(["template", "render", "--template.glob", Path.Combine(_folder, "*.tmpl"), "--template.glob", Path.Combine(_folder, "*.scriban"), .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error }, TestContext.Current.CancellationToken);
}
