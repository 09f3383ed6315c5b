using System.Globalization;

namespace Tocsin.PromQL.Tests.Execution;

/// <summary>The expressions of a widely used tutorial, on data whose answers can be worked out by hand.</summary>
public sealed class LabQueriesTests
{
    private static readonly Storage.MemorySource Source = LabData.Create();

    [Theory]
    [InlineData("up", 3)]
    [InlineData("up{job=\"prometheus\"}", 1)]
    [InlineData("node_cpu_seconds_total{mode=\"idle\"}", 4)]
    [InlineData("node_cpu_seconds_total{job=\"node-exporter\", mode=\"idle\", cpu=\"0\"}", 2)]
    [InlineData("up[5m]", 3)]
    [InlineData("rate(node_cpu_seconds_total[5m])", 8, 0.1)]
    [InlineData("increase(prometheus_http_requests_total[1h])", 2, 3600)]
    [InlineData("avg_over_time(node_memory_MemAvailable_bytes[10m])", 2, 100)]
    [InlineData("max_over_time(node_load1[1h])", 2, 3)]
    [InlineData("min_over_time(node_load1[1h])", 2, 1)]
    [InlineData("sum(rate(node_cpu_seconds_total[5m])) by (mode)", 2, 2)]
    [InlineData("avg(node_memory_MemAvailable_bytes) by (instance)", 2, 400)]
    [InlineData("max(rate(node_cpu_seconds_total[5m])) by (instance)", 2, 0.9)]
    [InlineData("count(up == 1)", 1, 2)]
    [InlineData("topk(5, rate(prometheus_http_requests_total[5m]))", 2, 9)]
    [InlineData("quantile(0.95, rate(node_cpu_seconds_total[5m]))", 1, 0.9)]
    [InlineData("100 - (avg(rate(node_cpu_seconds_total{mode=\"idle\"}[5m])) * 100)", 1, 50)]
    [InlineData("(1 - (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)) * 100", 2, 60)]
    [InlineData("100 - ((node_filesystem_avail_bytes * 100) / node_filesystem_size_bytes)", 2, 95)]
    [InlineData("rate(node_network_receive_bytes_total[5m]) + rate(node_network_transmit_bytes_total[5m])", 2, 1500)]
    [InlineData("rate(prometheus_http_requests_total{code!~\"2..\"}[5m]) / rate(prometheus_http_requests_total[5m]) * 100", 1, 100)]
    [InlineData("predict_linear(node_filesystem_free_bytes[6h], 24 * 3600)", 2, -836_000)]
    [InlineData("node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes", 2, 600)]
    [InlineData("node_load1 > 2", 1, 3)]
    [InlineData("(up == 1) and (rate(node_cpu_seconds_total[5m]) > 0.8)", 0)]
    [InlineData("rate(node_cpu_seconds_total[5m]) unless ignoring(mode) rate(node_cpu_seconds_total{mode=\"idle\"}[5m])", 0)]
    [InlineData("100 - (avg(rate(node_cpu_seconds_total{mode=\"idle\"}[5m])) by (instance) * 100)", 2, 10)]
    [InlineData("(1 - (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes))", 2, 0.6)]
    [InlineData("1 - (node_filesystem_avail_bytes / node_filesystem_size_bytes)", 2, 0.95)]
    [InlineData("sum(rate(prometheus_http_requests_total[5m])) by (job)", 1, 10)]
    [InlineData("histogram_quantile(0.95, sum(rate(prometheus_http_request_duration_seconds_bucket[5m])) by (job, le))", 1, 0.6)]
    [InlineData("sum(rate(prometheus_http_requests_total{code!~\"2..\"}[5m])) by (job) / sum(rate(prometheus_http_requests_total[5m])) by (job)", 1, 0.1)]
    [InlineData("up == 0", 1, 0)]
    [InlineData("(\n  sum(rate(prometheus_http_requests_total{code!~\"5..\"}[5m]))\n  /\n  sum(rate(prometheus_http_requests_total[5m]))\n) < 0.999\n", 1, 0.9)]
    [InlineData("predict_linear(node_filesystem_free_bytes[1h], 4 * 3600) < 0", 1, -116_000)]
    public async Task Tutorial_expressions_give_what_they_should(string query, int series, double oneOfThem = double.NaN)
    {
        QueryResult result = await InstantAsync(query);
        Assert.Equal("", result.Error);
        Assert.Equal(series, result.Series.Count);
        if (!double.IsNaN(oneOfThem))
            Assert.Contains(result.Series, s => Math.Abs(s.Values[^1] - oneOfThem) <= 1e-6 * Math.Max(1, Math.Abs(oneOfThem)));
    }

    [Fact]
    public async Task A_join_that_finds_two_partners_says_which()
    {
        QueryResult result = await InstantAsync(
            "rate(prometheus_http_requests_total[5m]) / on(job, instance) group_left prometheus_http_requests_total offset 1h");
        Assert.Equal(QueryFailure.Execution, result.Failure);
        Assert.StartsWith(
            "found duplicate series for the match group {instance=\"localhost:9090\", job=\"prometheus\"} on the right hand-side of the operation: [",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_expression_of_the_lab_files_is_read()
    {
        string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "set TOCSIN_CONFORMANCE_DIR");
        int read = 0;
        foreach (string path in Directory.GetFiles(Path.Combine(folder!, "labs"), "lab02-*.promql"))
        {
            foreach (string line in await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))
            {
                if (line.Length == 0 || line.StartsWith('#')) continue;
                QueryResult result = await InstantAsync(line);
                Assert.True(
                    result.Failure == QueryFailure.None || line.Contains("group_left", StringComparison.Ordinal),
                    string.Create(CultureInfo.InvariantCulture, $"{line}: {result.Error}"));
                read++;
            }
        }
        Assert.Equal(27, read);
    }

    private static async Task<QueryResult> InstantAsync(string query)
    {
        using var engine = new QueryEngine(new QueryEngineOptions(), TimeProvider.System);
        return await engine.InstantAsync(Source, query, LabData.End, QueryParameters.None, TestContext.Current.CancellationToken);
    }
}
