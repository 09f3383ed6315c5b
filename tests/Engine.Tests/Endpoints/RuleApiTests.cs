using System.Text.Json;
using Tocsin.Contracts.Configuration;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Endpoints;

public sealed class RuleApiTests : IAsyncLifetime
{
    private const long Now = 1_800_000_000_050;

    private RunningEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = await RunningEngine.StartAsync();
        _engine.Samples.Put(LabelSet.Create(("__name__", "up"), ("instance", "a")), Now - 1000, 0.909);
        _engine.Write("prometheus.yml", """
            global:
              evaluation_interval: 15s
              external_labels: {region: eu}
            rule_files: ['*.rules.yml']
            remote_write:
            - url: http://u:hidden1@example/write
              basic_auth: {username: me, password: hidden2}
            alerting:
              alertmanagers:
              - static_configs: [{targets: ['am.example:9093']}]
            """);
        _engine.Write("a.rules.yml", """
            groups:
            - name: first
              interval: 30s
              labels: {team: ops}
              rules:
              - alert: Low
                expr: up<1
                keep_firing_for: 1m
                labels: {severity: page}
                annotations: {summary: "{{ $labels.instance }} in {{ $externalLabels.region }} is {{ $value | humanizePercentage }}"}
              - alert: Never
                expr: up > 5
                for: 5m
              - record: up:sum
                expr: sum(up)
            - name: second
              rules: []
            """);
        Assert.Empty((await _engine.ReloadAsync()).Errors);
        await _engine.EvaluateAsync(Now);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Groups_come_in_order_and_labels_of_recording_rules_only_where_there_are_any()
    {
        _engine.Write("b.rules.yml", """
            groups:
            - {name: b, rules: [{record: x:y, expr: '1 < bool 2'}]}
            - {name: B, rules: [{record: x:z, expr: "1", labels: {l: '<&>'}}]}
            """);
        Assert.Empty((await _engine.ReloadAsync()).Errors);
        JsonElement groups = (await _engine.DataAsync("/api/v1/rules")).GetProperty("groups");
        Assert.Equal(["first", "second", "B", "b"], groups.EnumerateArray().Select(group => group.GetProperty("name").GetString()));
        Assert.Equal("<&>", groups[2].GetProperty("rules")[0].GetProperty("labels").GetProperty("l").GetString());
        Assert.False(groups[3].GetProperty("rules")[0].TryGetProperty("labels", out _));
        string body = (await _engine.GetAsync("/api/v1/rules")).Body;
        Assert.Contains("\"labels\":{\"l\":\"<&>\"}", body, StringComparison.Ordinal);
        Assert.Contains("\"query\":\"1 \\u003c bool 2\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_shown_with_the_fields_of_upstream()
    {
        JsonElement group = (await _engine.DataAsync("/api/v1/rules")).GetProperty("groups")[0];
        Assert.Equal(("first", 30, 0), (group.GetProperty("name").GetString(), group.GetProperty("interval").GetInt32(), group.GetProperty("limit").GetInt32()));
        Assert.Equal(Path.Combine(_engine.Folder, "a.rules.yml"), group.GetProperty("file").GetString());
        Assert.Equal("2027-01-15T08:00:00.05Z", group.GetProperty("lastEvaluation").GetString());
        JsonElement low = group.GetProperty("rules")[0];
        Assert.Equal(
            ["state", "name", "query", "duration", "keepFiringFor", "labels", "annotations", "alerts", "health", "evaluationTime", "lastEvaluation", "type"],
            low.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("firing", "up < 1", 60, "ok", "alerting"), (
            low.GetProperty("state").GetString(), low.GetProperty("query").GetString(), low.GetProperty("keepFiringFor").GetInt32(),
            low.GetProperty("health").GetString(), low.GetProperty("type").GetString()));
        Assert.Equal("""{"severity":"page","team":"ops"}""", low.GetProperty("labels").GetRawText());
        JsonElement sum = group.GetProperty("rules")[2];
        Assert.Equal(["name", "query", "labels", "health", "evaluationTime", "lastEvaluation", "type"], sum.EnumerateObject().Select(field => field.Name));
        Assert.Equal((Now, 0.909), _engine.Samples.Of(("__name__", "up:sum"), ("team", "ops")).Single());
    }

    [Fact]
    public async Task An_alert_is_shown_with_its_expanded_annotations_and_its_value_with_an_exponent()
    {
        JsonElement alert = (await _engine.DataAsync("/api/v1/alerts")).GetProperty("alerts")[0];
        Assert.Equal(
            """{"labels":{"alertname":"Low","instance":"a","severity":"page","team":"ops"},"annotations":{"summary":"a in eu is 90.9%"},"state":"firing","activeAt":"2027-01-15T08:00:00.05Z","value":"9.09e-01"}""",
            alert.GetRawText());
    }

    [Theory]
    [InlineData("type=record", "up:sum")]
    [InlineData("type=alert", "Low Never")]
    [InlineData("rule_name[]=Never&rule_name[]=Low", "Low Never")]
    [InlineData("rule_group[]=second", "")]
    [InlineData("match[]={severity=\"page\"}", "Low")]
    [InlineData("exclude_alerts=true", "Low Never up:sum")]
    public async Task Rules_are_filtered(string query, string names)
    {
        JsonElement groups = (await _engine.DataAsync("/api/v1/rules?" + query)).GetProperty("groups");
        Assert.Equal(names, string.Join(' ', groups.EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(rule => rule.GetProperty("name").GetString())));
    }

    [Fact]
    public async Task Groups_come_in_pages()
    {
        JsonElement first = await _engine.DataAsync("/api/v1/rules?group_limit=1");
        JsonElement second = await _engine.DataAsync($"/api/v1/rules?group_limit=1&group_next_token={first.GetProperty("groupNextToken").GetString()}");
        Assert.Equal(("first", "second"), (first.GetProperty("groups")[0].GetProperty("name").GetString(), second.GetProperty("groups")[0].GetProperty("name").GetString()));
        Assert.False(second.TryGetProperty("groupNextToken", out _));
    }

    [Fact]
    public async Task The_configuration_is_shown_without_secrets()
    {
        string yaml = (await _engine.DataAsync("/api/v1/status/config")).GetProperty("yaml").GetString()!;
        Assert.DoesNotContain("hidden", yaml, StringComparison.Ordinal);
        Assert.Contains("external_labels: {region: eu}", yaml, StringComparison.Ordinal);
        Assert.Equal("http://am.example:9093/api/v2/alerts", (await _engine.DataAsync("/api/v1/alertmanagers")).GetProperty("activeAlertmanagers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_broken_rule_file_changes_nothing_and_says_where_it_is_broken()
    {
        _engine.Write("b.rules.yml", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(\n");
        ConfigProblems problems = await _engine.ReloadAsync();
        ConfigProblem error = Assert.Single(problems.Errors);
        Assert.Equal((Path.Combine(_engine.Folder, "b.rules.yml"), 5), (error.File, error.Line));
        Assert.StartsWith("group \"g\", rule 1, \"A\": could not parse expression: 1:5: parse error:", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _engine.Rules.Groups.Count);
        Assert.False((await _engine.DataAsync("/api/v1/status/runtimeinfo")).GetProperty("reloadConfigSuccess").GetBoolean());
    }
}
