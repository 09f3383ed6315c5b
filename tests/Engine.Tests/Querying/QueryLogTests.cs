using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Querying;
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
        using var log = new QueryLog(_clock, NullLogger.Instance);
        log.Use(Path, QueryLog.Open(Path));
        log.Write(new QueryCall(new QueryOrigin { Client = "127.0.0.1", Method = "POST", Path = "/api/v1/query_range" }, "sum(up)", 1_000, 61_000, 15_000), new QueryResult());
        log.Write(
            new QueryCall(new QueryOrigin { RuleFile = "r.yml", RuleGroup = "g" }, "a\"b", 5, 5, 0),
            new QueryResult { Failure = QueryFailure.Execution, Error = "many-to-many" });
        log.Use("", null);
        string[] lines = File.ReadAllLines(Path);
        Assert.Equal(
            """{"time":"2027-01-15T08:00:00.05Z","level":"INFO","msg":"promql query logged","params":{"end":"1970-01-01T00:01:01.000Z","query":"sum(up)","start":"1970-01-01T00:00:01.000Z","step":15},"httpRequest":{"clientIP":"127.0.0.1","method":"POST","path":"/api/v1/query_range"}}""",
            lines[0]);
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(("a\"b", "many-to-many", "r.yml", "g"), (
            second.GetProperty("params").GetProperty("query").GetString(), second.GetProperty("error").GetString(),
            second.GetProperty("ruleGroup").GetProperty("file").GetString(), second.GetProperty("ruleGroup").GetProperty("name").GetString()));
        Assert.Equal(2, lines.Length);
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
