namespace Tocsin.PromQL.Bench;

/// <summary>A query and how it is asked; a range is the whole 6 hours at 60 s.</summary>
internal sealed record BenchQuery(string Name, string Text, bool IsRange);

internal static class BenchQueries
{
    public static readonly BenchQuery[] All =
    [
        new("sum by (job)(rate) 10,000", "sum by (job) (rate(http_requests_total[5m]))", true),
        new("sum(rate) by code, instance", "sum by (code, instance) (rate(http_requests_total[5m]))", true),
        new("histogram_quantile", "histogram_quantile(0.95, sum by (le, job) (rate(latency_bucket[5m])))", true),
        new("quantile_over_time", "max by (job) (quantile_over_time(0.9, node_memory_bytes[10m]))", true),
        new("avg_over_time 2,000", "avg by (job) (avg_over_time(node_memory_bytes[10m]))", true),
        new("max_over_time 1h", "max by (job) (max_over_time(node_memory_bytes[1h]))", true),
        new("group_left join", "sum by (version) (node_memory_bytes * on (job, instance) group_left (version) node_info)", true),
        new("ratio of sums", "sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) / sum by (job) (rate(http_requests_total[5m]))", true),
        new("topk", "topk(5, rate(http_requests_total{code=\"200\"}[5m]))", true),
        new("subquery", "max_over_time(sum by (job) (rate(http_requests_total{code=\"500\"}[5m]))[30m:1m])", true),
        new("plain sum", "sum by (job) (node_memory_bytes)", true),
        new("instant increase 6h", "sum(increase(http_requests_total[6h]))", false),
        new("instant count by name", "count by (__name__) ({job=~\".+\"})", false),
        new("instant regex count", "count(http_requests_total{instance=~\".*7.*\", code!~\"2..\"})", false),
        new("instant small", "up == 0 or node_memory_bytes{job=\"job1\",instance=\"10.0.1.1:9100\"} > 5", false),
    ];
}
