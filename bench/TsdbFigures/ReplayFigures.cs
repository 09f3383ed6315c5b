using System.Diagnostics;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.TsdbFigures;

/// <summary>Writes a log through the front door, and reads it again.</summary>
internal static class ReplayFigures
{
    public static void Fill(string directory, int count, int scrapes)
    {
        Tsdb.Tsdb store = Open(directory);
        var handles = new SeriesRef[count];
        var builder = new LabelSetBuilder();
        LabelSet[] labels = [.. Enumerable.Range(0, count).Select(i => Load.Labels(i, builder))];
        long start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (scrapes * 15_000L);
        var cpu = Cpu.Begin();
        for (int scrape = 0; scrape < scrapes; scrape++)
        {
            for (int first = 0; first < count; first += 500)
            {
                using IAppender appender = store.CreateAppender();
                for (int i = first; i < Math.Min(count, first + 500); i++) appender.Append(ref handles[i], labels[i], Load.Time(start, i, scrape), Load.Value(i, scrape));
                appender.CommitAsync(default).AsTask().Wait();
            }
        }
        double samples = (double)count * scrapes;
        Console.WriteLine($"filled {samples / 1e6:F1} M samples: {cpu.Seconds / samples * 1e9:F0} ns CPU a sample with the log, resident {Cpu.Resident() >> 20} MiB, "
            + $"log {store.Statistics().WalBytes / samples:F2} bytes a sample");
        // As a killed process leaves it.
        Process.GetCurrentProcess().Kill();
    }

    public static void Replay(string directory)
    {
        long before = Cpu.Resident();
        var cpu = Cpu.Begin();
        long begin = Stopwatch.GetTimestamp();
        Tsdb.Tsdb store = Open(directory);
        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine($"replayed {store.Statistics().Samples / 1e6:F1} M samples of {store.Statistics().Series} series: {cpu.Seconds:F2} s CPU, {wall:F2} s; "
            + $"resident {(Cpu.Resident() - before) >> 20} MiB more, peak {Peak() >> 10} MiB");
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Cuts what is due into blocks and says what a sample takes there.</summary>
    public static void Compact(string directory)
    {
        Tsdb.Tsdb store = Open(directory);
        store.Compact(default);
        long samples = store.BlockDescriptions().Sum(meta => JsonDocument.Parse(meta).RootElement.GetProperty("stats").GetProperty("numSamples").GetInt64());
        Console.WriteLine($"{store.Statistics().Blocks} blocks of {samples / 1e6:F1} M samples: {store.Statistics().BlockBytes / (double)samples:F3} bytes a sample");
        store.DisposeAsync().AsTask().Wait();
    }

    private static Tsdb.Tsdb Open(string directory)
    {
        TsdbOpenResult result = Tsdb.Tsdb.Open(new TsdbOptions { Path = directory }, TimeProvider.System, new Told());
        return result.Store ?? throw new InvalidOperationException(result.Error);
    }

    private static long Peak() =>
        File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Select(line => long.Parse(line.Where(char.IsDigit).ToArray())).First();

    private sealed class Told : ITsdbEvents
    {
        public void Replayed(TsdbStatistics statistics)
        {
        }

        public void Damaged(string what) => Console.WriteLine(what);

        public void NotRead(string what) => Console.WriteLine(what);

        public void Compacted(string what)
        {
        }

        public void MaintenanceFailed(Exception error) => Console.WriteLine(error);
    }
}
