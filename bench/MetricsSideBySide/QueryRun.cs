using System.Diagnostics;
using System.Globalization;

namespace Tocsin.MetricsSideBySide;

/// <summary>What one query cost a server, the best of several runs.</summary>
internal sealed record QueryCost(string Query, double CpuMilliseconds, double WallMilliseconds, long Bytes);

/// <summary>The questions dashboards and rules ask, over everything that was loaded.</summary>
internal sealed class QueryRun(WriteLoad load, int runs)
{
    public static readonly string[] Ranges =
    [
        "sum by (job) (rate(http_requests_total[5m]))",
        "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
        "histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket[5m])))",
        "sum by (job) (rate(http_requests_total{code=\"500\"}[5m])) / sum by (job) (rate(http_requests_total[5m]))",
        "topk(5, sum by (pod) (rate(http_requests_total[5m])))",
        "avg by (job) (quantile_over_time(0.9, process_resident_memory_bytes[10m]))",
        "sum by (namespace) (rate(http_requests_total[5m]) * on (pod, job) group_left () max by (pod, job) (process_resident_memory_bytes))",
        "max by (job) (max_over_time(process_resident_memory_bytes[5m]))",
        "max_over_time(sum by (job) (rate(http_requests_total[5m]))[30m:5m])",
        "avg(process_resident_memory_bytes)",
        "count by (region) (process_resident_memory_bytes > 80)",
        "sum(process_resident_memory_bytes) by (job) - sum(process_resident_memory_bytes offset 1h) by (job)",
        "stddev by (region) (process_resident_memory_bytes)",
        "sum by (region) (increase(http_requests_total[1h]))",
    ];

    private static readonly string[] Instants =
    [
        "sum by (job) (increase(http_requests_total[6h]))",
        "count by (__name__) ({__name__!=\"\"})",
        "count({__name__=~\"http.*\", pod=~\".*a.*\"})",
        "topk(10, rate(http_requests_total[5m]))",
        "sum by (job) (rate(http_requests_total[5m]))",
        "http_requests_total{pod=~\"service-1-000.*\"}",
    ];

    public static string RangePath(WriteLoad load, string query) =>
        $"/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={load.Start / 1000}&end={(load.End / 1000) - 60}&step=60&nocache=1";

    public async Task<IReadOnlyList<QueryCost>> RunAsync(ServerUnderTest server)
    {
        var costs = new List<QueryCost>();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        long end = load.End - 60_000;
        foreach (string query in Ranges) costs.Add(await CostAsync(server, http, "range: " + query, RangePath(load, query)));
        foreach (string query in Instants) costs.Add(await CostAsync(server, http, "instant: " + query, $"/api/v1/query?query={Uri.EscapeDataString(query)}&time={end / 1000}&nocache=1"));
        return costs;
    }

    /// <summary>Small instant queries, the traffic of rules, with many in flight; gives queries per CPU second.</summary>
    public async Task<double> SmallQueriesAsync(ServerUnderTest server, int inFlight, int count)
    {
        using var http = new HttpClient();
        string[] paths = [.. Enumerable.Range(0, 50).Select(i =>
            $"/api/v1/query?query={Uri.EscapeDataString($"sum by (job) (rate(http_requests_total{{pod=\"service-{i % 10}-{i:x5}\"}}[5m])) > 0")}&time={(load.End - 60_000) / 1000}")];
        double before = server.CpuSeconds;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (i, cancel) =>
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(server.Address, paths[i % paths.Length]), cancel);
            answer.EnsureSuccessStatusCode();
        });
        return count / (server.CpuSeconds - before);
    }

    private async Task<QueryCost> CostAsync(ServerUnderTest server, HttpClient http, string name, string path)
    {
        double cpu = double.MaxValue, wall = double.MaxValue;
        long bytes = 0;
        for (int run = 0; run < runs; run++)
        {
            // /proc counts hundredths of a second: several asks make one figure.
            const int Asks = 3;
            double before = server.CpuSeconds;
            long began = Stopwatch.GetTimestamp();
            for (int ask = 0; ask < Asks; ask++)
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(server.Address, path));
                byte[] body = await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{server.Name}: {name}: {System.Text.Encoding.UTF8.GetString(body)}");
                bytes = body.Length;
            }
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(began).TotalMilliseconds / Asks);
            cpu = Math.Min(cpu, (server.CpuSeconds - before) * 1000 / Asks);
        }
        return new QueryCost(name, cpu, wall, bytes);
    }
}
