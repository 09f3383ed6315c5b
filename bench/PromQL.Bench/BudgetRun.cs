using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;

namespace Tocsin.PromQL.Bench;

/// <summary>
/// Heavy queries, two at a time, that cross a limit of samples, of memory or of time somewhere in their work: how long they go on after that, and how
/// long a small query waits meanwhile that is asked every 5 ms.
/// </summary>
internal sealed class BudgetRun(ISeriesSource store, long start, long end)
{
    private static readonly string[] Heavy =
    [
        "rate(http_requests_total[5m])",
        "sum by (job) (rate(http_requests_total[5m]))",
        "sum by (code, instance) (rate(http_requests_total[5m]))",
        "topk(5, rate(http_requests_total[5m]))",
        "quantile by (job) (0.9, http_requests_total)",
        "quantile_over_time(0.9, http_requests_total[1h])",
        "max_over_time(sum by (instance) (rate(http_requests_total[5m]))[1h:15s])",
        "http_requests_total * on (job, instance) group_left (version) node_info",
        "http_requests_total and on (job, instance) node_info > 0",
        "count_values(\"v\", http_requests_total)",
        "label_replace(http_requests_total, \"x\", \"$1\", \"instance\", \"(.*):.*\")",
        "histogram_quantile(0.9, latency_bucket)",
        "sum(count_over_time({__name__=~\".+\", instance=~\".*[0-9]{2}:.*\"}[6h:1m]))",
    ];

    private static readonly AsyncLocal<string> Asked = new();

    private readonly List<(double Milliseconds, string Query)> _overruns = [];

    public async Task RunAsync(int rounds)
    {
        using var meters = new OneMeter();
        using MeterListener listener = Listen(meters);
        Report("no limit, alone", [], await SmallAsync(new QueryEngine(new QueryEngineOptions(), TimeProvider.System), Task.Delay(2000)));
        foreach (long samples in (long[])[20_000, 200_000, 1_000_000])
            await LimitAsync($"{samples} samples", new QueryEngineOptions { MaxSamples = samples }, meters, rounds);
        foreach (long bytes in (long[])[1_000_000, 4_000_000, 16_000_000])
            await LimitAsync($"{bytes} bytes", new QueryEngineOptions { MaxMemoryBytes = bytes }, meters, rounds);
        foreach (int time in (int[])[3, 10, 30, 100])
            await LimitAsync($"{time} ms", new QueryEngineOptions { Timeout = TimeSpan.FromMilliseconds(time) }, meters, rounds);
    }

    private async Task LimitAsync(string name, QueryEngineOptions options, OneMeter meters, int rounds)
    {
        _overruns.Clear();
        using var engine = new QueryEngine(options, TimeProvider.System, meters);
        using var others = new QueryEngine(new QueryEngineOptions(), TimeProvider.System);
        var failures = new Dictionary<string, int>();
        var heavy = Task.WhenAll(Enumerable.Range(0, 2).Select(lane => Task.Run(async () =>
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (string query in lane == 0 ? Heavy : Heavy.Reverse())
                {
                    Asked.Value = query;
                    QueryResult result = await engine.RangeAsync(store, query, start, end, 60_000, QueryParameters.None, CancellationToken.None);
                    string how = result.Failure == QueryFailure.None ? "answered" : result.Error;
                    lock (failures) failures[how] = failures.GetValueOrDefault(how) + 1;
                }
            }
        })));
        List<double> small = await SmallAsync(others, heavy);
        Report(name, [.. _overruns.Select(overrun => overrun.Milliseconds)], small);
        // On a machine that others use, the median of a query tells more about the query than the highest.
        var slowest = _overruns.GroupBy(o => o.Query, o => o.Milliseconds).Select(g => (Median: At([.. g], 0.5), Query: g.Key)).OrderDescending();
        foreach ((double median, string query) in slowest.Take(3)) Console.WriteLine(FormattableString.Invariant($"    {median:F1} ms in the median: {query}"));
        foreach ((string how, int count) in failures) Console.WriteLine($"    {count} x {how}");
    }

    private async Task<List<double>> SmallAsync(QueryEngine engine, Task until)
    {
        var waits = new List<double>();
        while (!until.IsCompleted)
        {
            long from = Stopwatch.GetTimestamp();
            await Task.Run(async () => await engine.InstantAsync(
                store, "sum(rate(http_requests_total{instance=\"10.0.1.1:9100\"}[5m]))", end, QueryParameters.None, CancellationToken.None));
            waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            await Task.Delay(5);
        }
        await until;
        return waits;
    }

    private MeterListener Listen(OneMeter meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == meters.Meter && instrument.Name == "tocsin_query_overrun_seconds") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_overruns) _overruns.Add((seconds * 1000, Asked.Value ?? ""));
        });
        listener.Start();
        return listener;
    }

    private static void Report(string limit, List<double> overruns, List<double> small) => Console.WriteLine(FormattableString.Invariant(
        $"{limit,-18} overrun of {overruns.Count,4}: median {At(overruns, 0.5),6:F1} p99 {At(overruns, 0.99),6:F1} most {At(overruns, 1),6:F1} ms | small query: median {At(small, 0.5):F2} p99 {At(small, 0.99):F1} most {At(small, 1):F1} ms"));

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return values.Count == 0 ? 0 : values[(int)Math.Min(values.Count - 1, values.Count * share)];
    }

    private sealed class OneMeter : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new Meter(options);

        public void Dispose() => Meter?.Dispose();
    }
}
