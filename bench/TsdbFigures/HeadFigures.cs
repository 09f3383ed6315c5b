using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;

namespace Tocsin.TsdbFigures;

/// <summary>Making series, appending to them, their memory, and what a full collection costs; before the log.</summary>
internal static unsafe class HeadFigures
{
    private static readonly AppendBatch Batch = new();

    public static void Run(int count)
    {
        string directory = Path.Combine(Path.GetTempPath(), "tocsin-figures-" + Guid.NewGuid().ToString("N"));
        using var meter = new Meter("figures");
        var store = new HeadChunkStore(directory);
        // Scrapes each 15 s from the beginning of an aligned range: chunks of all series begin and end together, which is the worst for memory.
        long start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / ChunkCut.RangeMilliseconds * ChunkCut.RangeMilliseconds;
        Warm(store, meter, start);
        var handles = new SeriesRef[count];
        Collect();
        long managed = GC.GetTotalMemory(true), resident = Cpu.Resident();

        var head = new MemoryHead(new HeadLimits(15L * 24 * 3600 * 1000, 0, 100), TimeProvider.System, new HeadMetrics(meter), store);
        Create(head, handles, start);
        Report("after one sample", head, count, managed, resident);
        int done = 1;
        foreach (int samples in new[] { 60, 118, 180, 250, 470, 720 })
        {
            Append(head, handles, start, done, samples);
            done = samples;
            Report($"after {samples} samples", head, count, managed, resident);
        }
        Look(head);
        GC.KeepAlive(head);
        store.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static void Warm(HeadChunkStore store, Meter meter, long start)
    {
        var head = new MemoryHead(new HeadLimits(15L * 24 * 3600 * 1000, 0, 100), TimeProvider.System, new HeadMetrics(meter), store);
        var handles = new SeriesRef[20_000];
        Create(head, handles, start, quiet: true);
        Append(head, handles, start, 1, 20, quiet: true);
    }

    private static void Create(MemoryHead head, SeriesRef[] handles, long start, bool quiet = false)
    {
        const int Batch = 10_000;
        var builder = new LabelSetBuilder();
        double cpu = 0;
        for (int first = 0; first < handles.Length; first += Batch)
        {
            var labels = new LabelSet[Math.Min(Batch, handles.Length - first)];
            for (int i = 0; i < labels.Length; i++) labels[i] = Load.Labels(first + i, builder);
            double begin = Cpu.OfThread();
            Commit(head, appender =>
            {
                for (int i = 0; i < labels.Length; i++) appender.Append(ref handles[first + i], labels[i], Load.Time(start, first + i, 0), Load.Value(first + i, 0));
            });
            cpu += Cpu.OfThread() - begin;
        }
        if (!quiet) Console.WriteLine($"create: {cpu / handles.Length * 1e6:F2} us a series (first sample included), {head.Postings.SeriesCount} series, {head.Series.Pairs.Count} pairs");
    }

    private static void Append(MemoryHead head, SeriesRef[] handles, long start, int from, int to, bool quiet = false)
    {
        double append = 0, apply = 0;
        var times = new List<double>();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int scrape = from; scrape < to; scrape++)
        {
            if (Load.Churns) Replace(head, handles, start, scrape);
            // A target has 500 series; scrapes come one after the other.
            double round = 0;
            for (int first = 0; first < handles.Length; first += 500)
            {
                int last = Math.Min(handles.Length, first + 500);
                (double judged, double applied) = Commit(head, appender =>
                {
                    for (int i = first; i < last; i++) appender.Append(ref handles[i], LabelSet.Empty, Load.Time(start, i, scrape), Load.Value(i, scrape));
                });
                append += judged;
                apply += applied;
                round += judged + applied;
            }
            times.Add(round);
        }
        times.Sort();
        double samples = (double)handles.Length * (to - from);
        if (quiet) return;
        Console.WriteLine($"append: {append / samples * 1e9:F0} ns judging + {apply / samples * 1e9:F0} ns storing a sample; median scrape {times[times.Count / 2] / handles.Length * 1e9:F0} ns; "
            + $"{(GC.GetAllocatedBytesForCurrentThread() - allocated) / samples:F2} bytes allocated a sample");
    }

    // Three of ten are replaced over the scrapes of the run, evenly: a marker ends the old one, the new one has another pod and comes with its metadata.
    private static void Replace(MemoryHead head, SeriesRef[] handles, long start, int scrape)
    {
        const int Run = 250;
        int replaced = handles.Length * 3 / 10, from = (int)((long)replaced * (scrape - 1) / Run), to = Math.Min(replaced, (int)((long)replaced * scrape / Run));
        var builder = new LabelSetBuilder();
        Commit(head, appender =>
        {
            for (int i = from; i < to; i++)
            {
                // Spread over the pods, so that each loses some.
                int series = (int)((long)i * 10 / 3);
                appender.Append(ref handles[series], LabelSet.Empty, Load.Time(start, series, scrape - 1) + 1, StaleMarker.Value);
                handles[series] = default;
                LabelSet labels = Load.Labels(handles.Length + series, builder);
                appender.Append(ref handles[series], labels, Load.Time(start, series, scrape - 1) + 2, Load.Value(series, scrape));
                appender.SetMetadata(ref handles[series], labels, new MetricMetadata(MetricType.Counter, "", "What this counts, in a sentence as long as they are."));
            }
        });
    }

    private static (double Judged, double Applied) Commit(MemoryHead head, Action<HeadAppender> fill)
    {
        AppendBatch batch = Batch;
        batch.Begin(head.Series.Enter());
        var appender = new HeadAppender(head, batch, new TimeBounds(0, long.MaxValue, long.MaxValue));
        double begin = Cpu.OfThread();
        fill(appender);
        double judged = Cpu.OfThread() - begin;
        begin = Cpu.OfThread();
        head.Write(() => new AppliedBatch(head).Apply(batch));
        head.BetweenCommits(() => head.Mapping.TryMapIfMany());
        double applied = Cpu.OfThread() - begin;
        foreach ((uint slot, MetricMetadata metadata) in batch.Metadata) head.Metadata.Set(head.MetricOf(head.Series.Find(slot)), metadata);
        batch.Clear();
        head.Series.Exit(batch.Inside);
        return (judged, applied);
    }

    private static void Report(string when, MemoryHead head, int count, long managed, long resident)
    {
        Collect();
        long now = GC.GetTotalMemory(true) - managed;
        double full = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
            full = Math.Min(full, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        double states = head.Series.UsedBytes, chunks = head.Chunks.Heap.UsedBytes;
        Console.WriteLine($"{when}: {(now + states + chunks) / count:F0} bytes a series (managed {now / (double)count:F0}, states, labels and postings {states / count:F0}, "
            + $"chunks {chunks / count:F0}); resident {(Cpu.Resident() - resident) / (double)count:F0}; full GC {full:F1} ms");
    }

    private static void Look(MemoryHead head)
    {
        var source = new HeadSource(head);
        for (int i = 0; i < 3; i++)
        {
            double begin = Cpu.OfThread();
            int values = source.LabelValuesAsync("pod", new SeriesSelector([], 0, long.MaxValue), default).Result.Names.Count;
            double all = (Cpu.OfThread() - begin) * 1000;
            begin = Cpu.OfThread();
            uint[] found = head.Read(() => MatcherResolver.Resolve(head.Postings, [new Matcher("__name__", MatchOperator.Regex, ".+"), new Matcher("job", MatchOperator.NotEqual, "x")]));
            double resolve = (Cpu.OfThread() - begin) * 1000;
            begin = Cpu.OfThread();
            using ISeriesSelection selection = source.SelectAsync(new SeriesSelector([new Matcher("__name__", MatchOperator.Regex, ".+")], 0, long.MaxValue), default).Result;
            double select = (Cpu.OfThread() - begin) * 1000;
            Console.WriteLine($"label values of pod: {values} in {all:F1} ms; all series by __name__=~\".+\": {found.Length} in {resolve:F1} ms; selected and pinned in {select:F0} ms");
        }
    }

    private static void Collect()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
