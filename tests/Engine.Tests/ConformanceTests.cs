using System.Text.Json;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Rules;
using Tocsin.PromQL;
using Tocsin.Templating.Rules;

namespace Tocsin.Engine.Tests;

public sealed class ConformanceTests
{
    private static readonly RuleChecks Checks = new(expr => QueryEngine.Parse(expr).Error?.ToString(), (name, text) => RuleTemplate.Check(text, name));

    private static string Folder
    {
        get
        {
            string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
            Assert.SkipWhen(folder is null, "TOCSIN_CONFORMANCE_DIR is not set");
            return folder!;
        }
    }

    [Theory]
    [InlineData("cmd/promtool/testdata/bad-rules-syntax.yml")]
    [InlineData("cmd/promtool/testdata/features.yml")]
    [InlineData("cmd/promtool/testdata/rules-bad.yml")]
    [InlineData("model/rulefmt/testdata/bad_expr.bad.yaml")]
    public void Wrong_expressions_and_templates_are_refused_with_promtools_words(string file)
    {
        string root = Path.Combine(Folder, "promtool");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "expected_promtool_3.5.3.json")));
        string stderr = expected.RootElement.GetProperty("check_rules").GetProperty(file).GetProperty("stderr").GetString()!;
        var problems = new ConfigProblems();
        Assert.Null(new RuleFileReader(Checks, strict: true).Read(Path.Combine(root, file), problems));
        Assert.Contains(problems.Errors[0].Message, stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lab03-1-recording_rules.yml", 6)]
    [InlineData("lab03-2-alert_rules.yml", 7)]
    [InlineData("lab03-3-advanced_alerts.yml", 3)]
    [InlineData("lab05-5-kubernetes-rules.yaml", 3)]
    [InlineData("lab08-2-performance-rules.yml", 6)]
    [InlineData("lab09-3-microservice-slos.yml", 5)]
    [InlineData("lab09-4-circuit-breaker-rules.yml", 3)]
    public void Every_rule_file_of_the_labs_loads(string file, int rules)
    {
        var problems = new ConfigProblems();
        RuleFileConfig? read = new RuleFileReader(Checks).Read(Path.Combine(Folder, "labs", file), problems);
        Assert.Empty(problems.Errors);
        Assert.Equal(rules, read!.Groups.Sum(group => group.Rules.Count));
    }

    [Fact]
    public async Task Recorded_alerts_come_out_of_the_whole_way_as_Prometheus_recorded_them()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "rule_templates", "rule_template_cases.json")));
        JsonElement[] cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Where(one => !one.TryGetProperty("load_error", out _) && !one.TryGetProperty("version_note", out _))];
        string data = document.RootElement.GetProperty("data_rules").GetRawText();
        await using RunningEngine engine = await RunningEngine.StartAsync("http://prom.example:9090/pfx");
        engine.Write("prometheus.yml", "global: {evaluation_interval: 1s, external_labels: {monitor: m1, region: eu}}\nrule_files: [rules.yml]\n");
        engine.Write("rules.yml", $"groups: [{data}, {string.Join(", ", cases.Select((one, i) => $$"""{"name": "case{{i}}", "rules": [{{one.GetProperty("rule").GetRawText()}}]}"""))}]");
        Assert.Empty((await engine.ReloadAsync()).Errors);
        await engine.EvaluateAsync(1_800_000_000_000);
        await engine.EvaluateAsync(1_800_000_001_000);
        JsonElement groups = (await engine.DataAsync("/api/v1/rules")).GetProperty("groups");
        var wrong = new List<string>();
        for (int i = 0; i < cases.Length; i++)
        {
            JsonElement rule = groups.EnumerateArray().Single(group => group.GetProperty("name").GetString() == $"case{i}").GetProperty("rules")[0];
            string got = Summary(rule), expected = Summary(cases[i]);
            if (got != expected) wrong.Add($"{cases[i].GetProperty("id").GetString()}: {expected}\n   but {got}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Length}\n" + string.Join("\n", wrong));
    }

    // Alerts in any order; times differ from run to run, and text that holds one is left to the tests of the templates.
    private static string Summary(JsonElement rule) => rule.GetProperty("health").GetString() + " " + string.Join("; ", rule.GetProperty("alerts").EnumerateArray()
        .Select(alert => $"{Map(alert.GetProperty("labels"))} {Map(alert.GetProperty("annotations"))} {alert.GetProperty("value").GetString()} {alert.GetProperty("state").GetString()}")
        .Order(StringComparer.Ordinal));

    private static string Map(JsonElement map) => "{" + string.Join(", ", map.EnumerateObject().Where(pair => pair.Value.GetString() is { Length: > 0 })
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value.GetString()}")) + "}";
}
