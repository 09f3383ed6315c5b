using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Rules;

namespace Tocsin.Contracts.Tests.Rules;

public sealed class RuleFileReaderTests
{
    private static readonly RuleChecks Accepting = new(_ => null, (_, _) => null);

    private static (RuleFileConfig? File, ConfigProblems Problems) Parse(string text, RuleChecks? checks = null, bool strict = false)
    {
        var problems = new ConfigProblems();
        return (new RuleFileReader(checks ?? Accepting, strict).Parse("rules.yml", text, problems), problems);
    }

    private static ConfigProblem OnlyError(string text, RuleChecks? checks = null, bool strict = false)
    {
        (RuleFileConfig? file, ConfigProblems problems) = Parse(text, checks, strict);
        Assert.Null(file);
        return Assert.Single(problems.Errors);
    }

    [Fact]
    public void All_keys_of_groups_and_rules_are_read()
    {
        (RuleFileConfig? file, ConfigProblems problems) = Parse("""
            groups:
              - name: one
                interval: 15s
                limit: 7
                query_offset: 1m
                labels: {team: a}
                rules:
                  - record: job:x:sum
                    expr: sum by (job) (x)
                    labels: {env: prod}
                  - alert: Down
                    expr: up == 0
                    for: 5m
                    keep_firing_for: 2m
                    labels: {severity: critical}
                    annotations: {summary: "{{ $labels.instance }}"}
              - name: two
            """);
        Assert.Empty(problems.Errors);
        RuleGroupConfig one = file!.Groups[0];
        Assert.Equal((TimeSpan.FromSeconds(15), 7, TimeSpan.FromMinutes(1), "a"), (one.Interval!.Value, one.Limit, one.QueryOffset!.Value, one.Labels["team"]));
        Assert.Equal(("job:x:sum", "sum by (job) (x)", "prod", false), (one.Rules[0].Name, one.Rules[0].Expr, one.Rules[0].Labels["env"], one.Rules[0].IsAlerting));
        RuleConfig down = one.Rules[1];
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), "{{ $labels.instance }}"), (down.For, down.KeepFiringFor, down.Annotations["summary"]));
        Assert.Null(file.Groups[1].Interval);
        Assert.Empty(file.Groups[1].Rules);
    }

    [Theory]
    [InlineData("{record: a, alert: b, expr: x}", "only one of 'record' and 'alert' must be set")]
    [InlineData("{expr: x}", "one of 'record' or 'alert' must be set")]
    [InlineData("{alert: b}", "field 'expr' must be set in rule")]
    [InlineData("{record: a, expr: x, for: 1m}", "invalid field 'for' in recording rule")]
    [InlineData("{record: a, expr: x, keep_firing_for: 1m}", "invalid field 'keep_firing_for' in recording rule")]
    [InlineData("{record: a, expr: x, annotations: {b: c}}", "invalid field 'annotations' in recording rule")]
    [InlineData("{record: 'a{b=\"c\"}', expr: x}", "braces present in the recording rule name; should it be in expr?: a{b=\"c\"}")]
    [InlineData("{alert: b, expr: x, labels: {__name__: c}}", "invalid label name: __name__")]
    [InlineData("{alert: b, expr: x, annotations: {'': c}}", "invalid annotation name: ")]
    [InlineData("{alert: b, expr: x, annotation: {}}", "field annotation not found")]
    [InlineData("{alert: b, expr: x, for: soon}", "not a valid duration string: \"soon\"")]
    public void A_wrong_rule_is_refused_with_upstreams_words(string rule, string message)
    {
        ConfigProblem error = OnlyError($"groups:\n- name: g\n  rules:\n  - {rule}\n");
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(("rules.yml", 4), (error.File, error.Line));
    }

    [Fact]
    public void A_message_names_group_rule_number_and_rule()
    {
        ConfigProblem error = OnlyError("groups:\n- name: g\n  rules:\n  - {record: a, expr: x}\n  - {alert: Down, expr: x, labels: {__name__: b}}\n");
        Assert.Equal("group \"g\", rule 2, \"Down\": invalid label name: __name__", error.Message);
        Assert.Equal("groups[0].rules[1].labels.__name__", error.Field);
    }

    [Fact]
    public void A_repeated_group_name_is_refused() =>
        Assert.Equal("groupname: \"g\" is repeated in the same file", OnlyError("groups:\n- name: g\n- name: g\n").Message);

    [Fact]
    public void A_group_without_name_is_refused() => Assert.Equal("Groupname must not be empty", OnlyError("groups:\n- rules: []\n").Message);

    [Fact]
    public void A_key_of_Thanos_is_refused_with_a_hint()
    {
        ConfigProblem error = OnlyError("groups:\n- name: g\n  partial_response_strategy: warn\n");
        Assert.Equal("field partial_response_strategy not found", error.Message);
        Assert.Contains("Thanos", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_PromQL_and_bad_templates_are_reported_where_they_stand()
    {
        var checks = new RuleChecks(expr => expr == "x" ? "1:1: parse error: no" : null, (name, text) => text == "{{" ? $"template: __alert_{name}:1: unclosed" : null);
        Assert.Equal(
            "group \"g\", rule 1, \"A\": could not parse expression: 1:1: parse error: no",
            OnlyError("groups:\n- name: g\n  rules:\n  - {alert: A, expr: x}\n", checks).Message);
        ConfigProblem error = OnlyError("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: y\n    annotations:\n      s: '{{'\n", checks);
        Assert.Equal(("group \"g\", rule 1, \"A\": annotation \"s\": template: __alert_A:1: unclosed", 7), (error.Message, error.Line));
    }

    [Fact]
    public void All_errors_of_a_file_are_reported_at_once()
    {
        (_, ConfigProblems problems) = Parse("groups:\n- name: g\n  rules:\n  - {expr: x}\n  - {alert: a}\n");
        Assert.Equal(2, problems.Errors.Count);
    }

    [Fact]
    public void A_PrometheusRule_resource_is_read_with_a_warning_unless_strict()
    {
        const string Text = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: n}\nspec:\n  groups:\n  - name: g\n    rules:\n    - {alert: A, expr: x}\n";
        (RuleFileConfig? file, ConfigProblems problems) = Parse(Text);
        Assert.Equal("A", file!.Groups[0].Rules[0].Name);
        Assert.Contains("PrometheusRule", Assert.Single(problems.Warnings).Message, StringComparison.Ordinal);
        (file, problems) = Parse(Text, strict: true);
        Assert.Null(file);
        Assert.Contains(problems.Errors, error => error.Message == "field apiVersion not found");
    }
}
