using System.Diagnostics;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.PromQL.Bench;

/// <summary>Our engine over our store, in this process.</summary>
internal sealed class OwnEngine : IAsyncDisposable
{
    private readonly Tsdb.Tsdb _store;
    private readonly QueryEngine _engine = new(new QueryEngineOptions(), TimeProvider.System);
    private readonly string _folder;

    private OwnEngine(Tsdb.Tsdb store, string folder)
    {
        _store = store;
        _folder = folder;
    }

    public ISeriesSource Store => _store;

    public static async Task<OwnEngine> LoadAsync(BenchData data)
    {
        string folder = Directory.CreateTempSubdirectory("promql-bench").FullName;
        TsdbOpenResult opened = Tsdb.Tsdb.Open(new TsdbOptions { Path = folder, WalCompression = WalCompression.None }, TimeProvider.System, SilentTsdbEvents.Instance);
        Tsdb.Tsdb store = opened.Store ?? throw new InvalidOperationException(opened.Error);
        var refs = new SeriesRef[data.Labels.Length];
        for (int sample = 0; sample < BenchData.Samples; sample++)
        {
            using IAppender appender = store.CreateAppender();
            for (int series = 0; series < refs.Length; series++)
                appender.Append(ref refs[series], data.Labels[series], data.TimeOf(series, sample), data.Next(series, sample));
            await appender.CommitAsync(CancellationToken.None);
        }
        return new OwnEngine(store, folder);
    }

    public async Task<(double Cpu, double Wall, double Allocated, int Series)> RunAsync(BenchQuery query, long start, long end)
    {
        using var self = Process.GetCurrentProcess();
        var cpu = new List<double>();
        var wall = new List<double>();
        double allocated = 0;
        int series = 0;
        for (int i = 0; i < 9; i++)
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            long bytes = GC.GetTotalAllocatedBytes(), from = Stopwatch.GetTimestamp();
            QueryResult result = query.IsRange
                ? await _engine.RangeAsync(_store, query.Text, start, end, 60_000, QueryParameters.None, CancellationToken.None)
                : await _engine.InstantAsync(_store, query.Text, end, QueryParameters.None, CancellationToken.None);
            wall.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
            allocated = GC.GetTotalAllocatedBytes() - bytes;
            self.Refresh();
            cpu.Add((self.TotalProcessorTime - before).TotalSeconds);
            if (result.Failure != QueryFailure.None) throw new InvalidOperationException(result.Error);
            series = result.Series.Count;
        }
        cpu.Sort();
        wall.Sort();
        return (cpu[2], wall[2], allocated, series);
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
