using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Querying;
using Tocsin.Model.Labels;
using Tocsin.PromQL;

namespace Tocsin.Engine.Tests.Querying;

public sealed class QueryLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("query-log-");
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_050));

    private string Path => System.IO.Path.Combine(_folder.FullName, "query.log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_query_of_the_api_and_one_of_a_rule_are_a_line_each()
    {
        using var meters = new TestMeters();
        using var log = new QueryLog(_clock, NullLogger.Instance, meters.Factory);
        log.Use(Path, QueryLog.Open(Path));
        log.Write(new QueryCall(new QueryOrigin { Client = "127.0.0.1", Method = "POST", Path = "/api/v1/query_range" }, "sum(up)", 1_000, 61_000, 15_000), new QueryResult());
        log.Write(
            new QueryCall(new QueryOrigin { RuleFile = "r.yml", RuleGroup = "g" }, "a\"b", 5, 5, 0),
            new QueryResult { Failure = QueryFailure.Execution, Error = "many-to-many" });
        log.Use("", null);
        string[] lines = File.ReadAllLines(Path);
        Assert.Equal(
            """{"time":"2027-01-15T08:00:00.05Z","level":"INFO","msg":"promql query logged","params":{"end":"1970-01-01T00:01:01.000Z","query":"sum(up)","start":"1970-01-01T00:00:01.000Z","step":15},"httpRequest":{"clientIP":"127.0.0.1","method":"POST","path":"/api/v1/query_range"}}""",
            Regex.Replace(lines[0], "\"source\":\"QueryLog.cs:[0-9]+\",", ""));
        Assert.Matches("\"level\":\"INFO\",\"source\":\"QueryLog.cs:[0-9]+\",\"msg\"", lines[0]);
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(("a\"b", "many-to-many", "r.yml", "g"), (
            second.GetProperty("params").GetProperty("query").GetString(), second.GetProperty("error").GetString(),
            second.GetProperty("ruleGroup").GetProperty("file").GetString(), second.GetProperty("ruleGroup").GetProperty("name").GetString()));
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public void A_span_and_numbers_are_written_as_Go_writes_them()
    {
        using var meters = new TestMeters();
        using var log = new QueryLog(_clock, NullLogger.Instance, meters.Factory);
        log.Use(Path, QueryLog.Open(Path));
        var call = new QueryCall(new QueryOrigin { Client = "::1", Method = "GET", Path = "/api/v1/query" }, "\"<&> \u2028 \x7f 😀\"", 5, 5, 0);
        var cost = new QueryStatistics(1, 2, [], TimeSpan.FromTicks(1), TimeSpan.FromTicks(20), TimeSpan.FromMilliseconds(1), TimeSpan.Zero);
        using (Activity span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            log.Write(call, new QueryResult { Statistics = cost });
            Assert.Contains($"}},\"spanID\":\"{span.SpanId}\",\"httpRequest\"", File.ReadAllText(Path), StringComparison.Ordinal);
        }
        log.Write(call, new QueryResult { Statistics = cost });
        log.Use("", null);
        string line = File.ReadAllLines(Path)[1];
        Assert.DoesNotContain("spanID", line, StringComparison.Ordinal);
        Assert.Contains("\"query\":\"\\\"<&> \\u2028 \x7f 😀\\\"\"", line, StringComparison.Ordinal);
        Assert.Contains("\"queryPreparationTime\":0.000002,\"innerEvalTime\":0.001,\"execQueueTime\":1e-7,", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_logged_as_it_is_printed()
    {
        await using RunningEngine engine = await RunningEngine.StartAsync();
        engine.Write("prometheus.yml", $"global: {{query_log_file: {Path}}}\nrule_files: [r.yml]\n");
        engine.Write("r.yml", "groups: [{name: g, rules: [{record: a:b, expr: 'sum(up)by(job)'}]}]");
        Assert.Empty((await engine.ReloadAsync()).Errors);
        await engine.EvaluateAsync(1_800_000_000_000);
        Assert.Contains("\"query\":\"sum by (job) (up)\"", Assert.Single(File.ReadAllLines(Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_tell_that_it_is_on_and_what_could_not_be_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a device that is always full");
        using var meters = new TestMeters();
        using var log = new QueryLog(_clock, NullLogger.Instance, meters.Factory);
        Assert.Equal(0, meters.Total("prometheus_engine_query_log_enabled"));
        log.Use("/dev/full", new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        var call = new QueryCall(new QueryOrigin(), "up", 5, 5, 0);
        log.Write(call, new QueryResult());
        log.Write(call, new QueryResult());
        Assert.Equal(1, meters.Total("prometheus_engine_query_log_enabled"));
        Assert.Equal(2, meters.Total("prometheus_engine_query_log_failures_total"));
    }

    [Fact]
    public async Task Strings_and_failures_are_logged_with_their_cost()
    {
        await using RunningEngine engine = await RunningEngine.StartAsync();
        long now = engine.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (string instance in new[] { "a", "b" }) engine.Samples.Put(LabelSet.Create(("__name__", "up"), ("instance", instance)), now, 1);
        engine.Write("prometheus.yml", $"global: {{query_log_file: {Path}}}\n");
        Assert.Empty((await engine.ReloadAsync()).Errors);
        await engine.GetAsync("/api/v1/query?query=\"a\"");
        (int status, string body) = await engine.GetAsync("/api/v1/query?query=up %2B on () up&stats=all");
        Assert.Equal(422, status);
        Assert.DoesNotContain("stats", body, StringComparison.Ordinal);
        JsonElement[] lines = [.. File.ReadAllLines(Path).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([false, true], lines.Select(line => line.TryGetProperty("error", out _)));
        Assert.Equal([0, 4], lines.Select(line => line.GetProperty("stats").GetProperty("samples").GetProperty("totalQueryableSamples").GetInt64()));
    }

    [Fact]
    public async Task The_configuration_turns_it_on_and_off_and_refuses_a_place_that_cannot_be_written()
    {
        await using RunningEngine engine = await RunningEngine.StartAsync();
        engine.Write("prometheus.yml", $"global: {{query_log_file: {Path}}}\n");
        Assert.Empty((await engine.ReloadAsync()).Errors);
        await engine.GetAsync("/api/v1/query?query=vector(1)");
        await engine.GetAsync("/api/v1/query?query=not(");
        engine.Write("prometheus.yml", $"global: {{query_log_file: {Path}/below/a/file}}\n");
        Assert.Contains("query_log_file", Assert.Single((await engine.ReloadAsync()).Errors).ToString(), StringComparison.Ordinal);
        await engine.GetAsync("/api/v1/query?query=vector(2)");
        engine.Write("prometheus.yml", "");
        Assert.Empty((await engine.ReloadAsync()).Errors);
        await engine.GetAsync("/api/v1/query?query=vector(3)");
        Assert.Equal(["vector(1)", "vector(2)"], File.ReadAllLines(Path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("params").GetProperty("query").GetString()));
    }
}
