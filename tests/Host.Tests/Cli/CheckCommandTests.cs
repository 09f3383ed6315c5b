using System.CommandLine;
using Tocsin.Host.Cli;

namespace Tocsin.Host.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-check-").FullName;
    private readonly StringWriter _output = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_good_pair_of_files_is_a_success()
    {
        Write("rules.yml", "groups: [{name: a, rules: [{alert: Down, expr: up == 0}]}]");
        string config = Write("prometheus.yml", "rule_files: [rules.yml]\nscrape_configs: [{job_name: a}]");
        Assert.Equal(0, await RunAsync("config", config));
        Assert.Contains("SUCCESS: 1 scrape configs, 1 rule files found", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_expression_in_a_rule_file_fails_the_configuration_that_names_it_with_the_place()
    {
        string rules = Write("rules.yml", "groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: sum(\n");
        string config = Write("prometheus.yml", "rule_files: [rules.yml]");
        Assert.Equal(1, await RunAsync("config", config));
        Assert.Contains($"FAILED: {rules}:5:15", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_labs_misplaced_mail_keys_are_a_warning_and_with_strict_a_failure()
    {
        string file = Write("alertmanager.yml", """
            global: {smtp_smarthost: 'localhost:25', smtp_from: a@example.com}
            route: {receiver: mail}
            receivers:
              - name: mail
                email_configs: [{to: b@example.com, subject: 'Hello', body: 'World'}]
            """);
        Assert.Equal(0, await RunAsync("alertmanager", file));
        Assert.Contains("WARNING", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("headers", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("alertmanager", file, "--config.strict"));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.Create(_ => null).Parse(["check", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = _output, Error = _output }, TestContext.Current.CancellationToken);
}
