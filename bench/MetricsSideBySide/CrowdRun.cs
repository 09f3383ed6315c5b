using System.Diagnostics;

namespace Tocsin.MetricsSideBySide;

/// <summary>
/// What a crowd does to a server: some clients ask all range queries of the table at once, each beginning with another one, while a small query comes
/// every 20 ms. Tells the resident memory at its highest, and what the small query waited before and meanwhile.
/// </summary>
internal sealed class CrowdRun(WriteLoad load, int clients)
{
    private readonly List<double> _waits = [];

    public async Task<string> RunAsync(ServerUnderTest server)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        using var end = new CancellationTokenSource();
        double resident = server.ResidentMiB, anonymous = server.AnonymousMiB, peak = 0, peakAnonymous = 0;
        var watch = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; await Task.Delay(20))
                (peak, peakAnonymous) = (Math.Max(peak, server.ResidentMiB), Math.Max(peakAnonymous, server.AnonymousMiB));
        });
        Task small = Task.Run(() => AskSmallAsync(server, http, end.Token));
        await Task.Delay(4000);
        string alone = Summary();
        double before = server.CpuSeconds;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => AskAllAsync(server, http, client))));
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds, cpu = server.CpuSeconds - before;
        string crowded = Summary();
        await end.CancelAsync();
        await Task.WhenAll(watch, small);
        await Task.Delay(3000);
        return $"resident {resident:0} MiB (anonymous {anonymous:0}); {clients} clients: peak {peak:0} (anonymous {peakAnonymous:0}), 3 s later {server.ResidentMiB:0} ({server.AnonymousMiB:0}); "
            + $"{cpu:0.0} CPU s in {wall:0.0} s; a small query alone {alone}, meanwhile {crowded}";
    }

    private async Task AskAllAsync(ServerUnderTest server, HttpClient http, int client)
    {
        int first = client % 4 * 3;
        for (int i = 0; i < QueryRun.Ranges.Length; i++)
        {
            string query = QueryRun.Ranges[(first + i) % QueryRun.Ranges.Length];
            using HttpResponseMessage answer = await http.GetAsync(new Uri(server.Address, QueryRun.RangePath(load, query)));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
        }
    }

    private async Task AskSmallAsync(ServerUnderTest server, HttpClient http, CancellationToken end)
    {
        string query = Uri.EscapeDataString("sum(rate(http_requests_total{pod=\"service-1-00001\"}[5m]))");
        var address = new Uri(server.Address, $"/api/v1/query?query={query}&time={(load.End / 1000) - 60}");
        while (!end.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            using (HttpResponseMessage answer = await http.GetAsync(address, CancellationToken.None)) answer.EnsureSuccessStatusCode();
            lock (_waits) _waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private string Summary()
    {
        lock (_waits)
        {
            double[] sorted = [.. _waits.Order()];
            _waits.Clear();
            return sorted.Length == 0 ? "-" : $"median {sorted[sorted.Length / 2]:0} ms, p99 {sorted[sorted.Length * 99 / 100]:0} ms ({sorted.Length} asks)";
        }
    }
}
