using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin tsdb bench write</c>: scrapes of many series into a store of its own, as fast as it goes.</summary>
internal static class TsdbBench
{
    private const long ScrapeInterval = 15_000;

    public static async Task WriteAsync(string file, string output, int metrics, int scrapes, TimeProvider clock, TextWriter console, CancellationToken cancel)
    {
        List<LabelSet> series = [];
        await StageAsync("readData", console, clock, () =>
        {
            series = Read(file, metrics);
            return Task.CompletedTask;
        });
        if (Directory.Exists(output)) throw new IOException($"{output} is there already; remove it, or choose another --out");
        long begin = clock.GetUtcNow().ToUnixTimeMilliseconds() - (scrapes * ScrapeInterval);
        TsdbOpenResult opened = Tsdb.Tsdb.Open(new TsdbOptions { Path = output, RetentionTime = TimeSpan.FromDays(15) }, clock, SilentTsdbEvents.Instance);
        if (!opened.IsOpen) throw new IOException(opened.Error);
        Tsdb.Tsdb store = opened.Store;
        TimeSpan took = await StageAsync("ingestScrapes", console, clock, () => IngestAsync(store, series, scrapes, begin, cancel));
        double total = (double)series.Count * scrapes;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $" > total samples: {total:F0}"));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $" > samples/sec: {total / took.TotalSeconds:F2}"));
        await StageAsync("stopStorage", console, clock, () => store.DisposeAsync().AsTask());
    }

    private static async Task IngestAsync(Tsdb.Tsdb store, List<LabelSet> series, int scrapes, long begin, CancellationToken cancel)
    {
        var handles = new SeriesRef[series.Count];
        for (int scrape = 0; scrape < scrapes; scrape++)
        {
            cancel.ThrowIfCancellationRequested();
            using IAppender appender = store.CreateAppender();
            for (int i = 0; i < handles.Length; i++) appender.Append(ref handles[i], series[i], begin + (scrape * ScrapeInterval), 123_456_789 + (scrape * 1000.0));
            await appender.CommitAsync(cancel);
            if (scrape % 480 == 479) store.Compact(cancel);
        }
    }

    private static List<LabelSet> Read(string file, int metrics)
    {
        var series = new HashSet<LabelSet>();
        foreach (string line in File.ReadLines(file))
        {
            if (series.Count == metrics) break;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                series.Add(LabelSet.FromStrings(JsonSerializer.Deserialize<Dictionary<string, string>>(line)!));
            }
            catch (JsonException e)
            {
                throw new FormatException($"{file}: a line is not a JSON object of label names and values: {e.Message}", e);
            }
        }
        return [.. series];
    }

    private static async Task<TimeSpan> StageAsync(string name, TextWriter console, TimeProvider clock, Func<Task> run)
    {
        console.WriteLine($">> start stage={name}");
        long begin = clock.GetTimestamp();
        await run();
        TimeSpan took = clock.GetElapsedTime(begin);
        console.WriteLine($">> completed stage={name} duration={GoText.Duration(took)}");
        return took;
    }
}
