using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>A store in a directory of its own, with a clock that stands still, and short ways to write and read it.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private Tsdb? _store;

    public TestStore(FakeTimeProvider? clock = null, string? copyOf = null)
    {
        Directory = Path.Combine(Path.GetTempPath(), "tocsin-tsdb-" + Guid.NewGuid().ToString("N"));
        System.IO.Directory.CreateDirectory(Directory);
        Clock = clock ?? new FakeTimeProvider(Start);
        Options = new TsdbOptions { Path = Directory };
        if (copyOf is not null) CopyFiles(copyOf, Directory);
    }

    public string Directory { get; }

    public string Wal => Path.Combine(Directory, "wal");

    public FakeTimeProvider Clock { get; }

    public TsdbOptions Options { get; set; }

    public RecordedEvents Events { get; } = new();

    public Tsdb Store => _store ??= Open();

    /// <summary>The clock in ms since the epoch.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Tsdb> ReopenAsync()
    {
        await CloseAsync();
        return Store;
    }

    public async Task CloseAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _store = null;
    }

    public async Task<AppendOutcome> AppendAsync(LabelSet labels, long timestamp, double value)
    {
        using IAppender appender = Store.CreateAppender();
        SeriesRef series = default;
        AppendOutcome outcome = appender.Append(ref series, labels, timestamp, value);
        await appender.CommitAsync(CancellationToken.None);
        return outcome;
    }

    public async Task AppendAsync(LabelSet labels, params (long Time, double Value)[] samples)
    {
        using IAppender appender = Store.CreateAppender();
        SeriesRef series = default;
        foreach ((long time, double value) in samples) Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, labels, time, value));
        await appender.CommitAsync(CancellationToken.None);
    }

    public Task<SortedDictionary<string, (long Time, double Value)[]>> ReadAsync(params Matcher[] matchers) =>
        ReadAsync(new SeriesSelector(matchers, long.MinValue, long.MaxValue));

    public async Task<SortedDictionary<string, (long Time, double Value)[]>> ReadAsync(SeriesSelector selector)
    {
        using ISeriesSelection selection = await Store.SelectAsync(selector, CancellationToken.None);
        return Read(selection);
    }

    public static SortedDictionary<string, (long Time, double Value)[]> Read(ISeriesSelection selection)
    {
        var result = new SortedDictionary<string, (long, double)[]>(StringComparer.Ordinal);
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            var samples = new (long, double)[columns.Count];
            for (int j = 0; j < samples.Length; j++) samples[j] = (columns.Timestamps[j], columns.Values[j]);
            result.Add(selection.LabelsAt(i).ToString(), samples);
        }
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>A copy of the directory as it is at this moment: what a kill -9 leaves.</summary>
    public TestStore CopyNow() => new(Clock, Directory);

    public static LabelSet Labels(string name, int index = 0) =>
        LabelSet.Create(("__name__", name), ("i", index.ToString(CultureInfo.InvariantCulture)));

    public static Matcher Equal(string name, string value) => new(name, MatchOperator.Equal, value);

    public static void CopyFiles(string from, string into)
    {
        foreach (string path in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) == "lock") continue;
            string target = Path.Combine(into, Path.GetRelativePath(from, path));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new FileStream(target, FileMode.Create, FileAccess.Write);
            source.CopyTo(copy);
        }
    }

    private Tsdb Open()
    {
        TsdbOpenResult result = Tsdb.Open(Options, Clock, Events);
        Assert.True(result.IsOpen, result.Error);
        return result.Store;
    }
}

/// <summary>Keeps what the store told.</summary>
internal sealed class RecordedEvents : ITsdbEvents
{
    public List<string> Damages { get; } = [];

    public List<string> Unread { get; } = [];

    public List<string> Compactions { get; } = [];

    public List<Exception> Failures { get; } = [];

    public void Replayed(TsdbStatistics statistics)
    {
    }

    public void Damaged(string what) => Damages.Add(what);

    public void NotRead(string what) => Unread.Add(what);

    public void Compacted(string what) => Compactions.Add(what);

    public void MaintenanceFailed(Exception error) => Failures.Add(error);
}
