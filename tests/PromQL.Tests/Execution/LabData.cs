using Tocsin.Model.Labels;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Execution;

/// <summary>Two hosts and a server of their own, scraped every 15 s for two hours: what the tutorial's expressions look at.</summary>
internal static class LabData
{
    public const long End = 7_200_000;
    private const long Step = 15_000;

    public static MemorySource Create()
    {
        var source = new MemorySource();
        (string, string)[] node1 = [("job", "node-exporter"), ("instance", "a:9100")], node2 = [("job", "node-exporter"), ("instance", "b:9100")];
        foreach ((string, string)[] node in (ReadOnlySpan<(string, string)[]>)[node1, node2])
        {
            bool first = node == node1;
            Gauge(source, "up", node, _ => first ? 1 : 0);
            foreach (string cpu in (string[])["0", "1"])
            {
                Gauge(source, "node_cpu_seconds_total", [.. node, ("cpu", cpu), ("mode", "idle")], t => (first ? 0.9 : 0.1) * t);
                Gauge(source, "node_cpu_seconds_total", [.. node, ("cpu", cpu), ("mode", "user")], t => (first ? 0.1 : 0.9) * t);
            }
            Gauge(source, "node_memory_MemTotal_bytes", node, _ => 1000);
            Gauge(source, "node_memory_MemAvailable_bytes", node, _ => first ? 400 : 100);
            Gauge(source, "node_load1", node, _ => first ? 3 : 1);
            (string, string)[] disk = [.. node, ("device", "sda1"), ("mountpoint", "/"), ("fstype", "ext4")];
            Gauge(source, "node_filesystem_size_bytes", disk, _ => 100_000);
            Gauge(source, "node_filesystem_avail_bytes", disk, _ => first ? 5_000 : 50_000);
            Gauge(source, "node_filesystem_free_bytes", disk, t => first ? 100_000 - (10 * t) : 50_000);
            Gauge(source, "node_network_receive_bytes_total", [.. node, ("device", "eth0")], t => 1000 * t);
            Gauge(source, "node_network_transmit_bytes_total", [.. node, ("device", "eth0")], t => 500 * t);
        }
        (string, string)[] self = [("job", "prometheus"), ("instance", "localhost:9090")];
        Gauge(source, "up", self, _ => 1);
        foreach ((string code, double rate) in (ReadOnlySpan<(string, double)>)[("200", 9), ("500", 1)])
            Gauge(source, "prometheus_http_requests_total", [.. self, ("code", code), ("handler", "/api/v1/query")], t => rate * t);
        foreach ((string le, double rate) in (ReadOnlySpan<(string, double)>)[("0.1", 5), ("0.2", 9), ("1", 10), ("+Inf", 10)])
            Gauge(source, "prometheus_http_request_duration_seconds_bucket", [.. self, ("handler", "/"), ("le", le)], t => rate * t);
        return source;
    }

    private static void Gauge(MemorySource source, string name, (string, string)[] labels, Func<double, double> value)
    {
        LabelSet set = LabelSet.Create([("__name__", name), .. labels]);
        for (long time = 0; time <= End; time += Step) source.Add(set, time, value(time / 1000.0));
    }
}
