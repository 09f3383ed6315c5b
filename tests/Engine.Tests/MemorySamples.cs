using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Tests;

/// <summary>A small store in memory, both sides of the storage contract.</summary>
internal sealed class MemorySamples : ISampleStore, ISeriesSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LabelSet, List<(long Time, double Value)>> _series = [];

    /// <summary>The next commits fail, as on a full disk.</summary>
    public bool Full { get; set; }

    public List<SeriesExemplars> Exemplars { get; } = [];

    public IAppender CreateAppender() => new Appender(this);

    public void Put(LabelSet labels, long time, double value)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out List<(long, double)>? samples)) _series[labels] = samples = [];
            samples.Add((time, value));
        }
    }

    public IReadOnlyList<(long Time, double Value)> Of(params ReadOnlySpan<(string, string)> labels)
    {
        lock (_lock) return _series.TryGetValue(LabelSet.Create(labels), out List<(long, double)>? samples) ? [.. samples] : [];
    }

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        lock (_lock)
        {
            var found = _series.Where(pair => Matcher.MatchesAll(selector.Matchers, pair.Key))
                .Select(pair => (pair.Key, pair.Value.Where(sample => sample.Time >= selector.Start && sample.Time <= selector.End).ToList()))
                .Where(pair => pair.Item2.Count > 0).ToList();
            return ValueTask.FromResult<ISeriesSelection>(new Selection(found));
        }
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) =>
        Names(selector, labels => labels.ToStrings().Select(pair => pair.Key));

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) =>
        Names(selector, labels => labels.Get(name) is { Length: > 0 } value ? [value] : []);

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<SeriesExemplars>>([.. Exemplars.Where(series => Matcher.MatchesAll(selector.Matchers, series.Labels))]);

    private ValueTask<NameList> Names(SeriesSelector selector, Func<LabelSet, IEnumerable<string>> read)
    {
        lock (_lock)
            return ValueTask.FromResult(new NameList(
                [.. _series.Keys.Where(labels => Matcher.MatchesAll(selector.Matchers, labels)).SelectMany(read).Distinct().Order(StringComparer.Ordinal)], []));
    }

    private sealed class Selection(List<(LabelSet Labels, List<(long Time, double Value)> Samples)> found) : ISeriesSelection
    {
        public int Count => found.Count;

        public IReadOnlyList<string> Warnings => [];

        public LabelSet LabelsAt(int index) => found[index].Labels;

        public void Read(int index, SampleColumns into)
        {
            into.Clear();
            foreach ((long time, double value) in found[index].Samples) into.Add(time, value);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Appender(MemorySamples store) : IAppender
    {
        private readonly List<(LabelSet, long, double)> _batch = [];

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value)
        {
            _batch.Add((labels, timestamp, value));
            return AppendOutcome.Accepted;
        }

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram) => AppendOutcome.NotSupported;

        public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar) => AppendOutcome.NotSupported;

        public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
        {
        }

        public ValueTask CommitAsync(CancellationToken cancel)
        {
            if (store.Full) throw new IOException("no space left on device");
            foreach ((LabelSet labels, long time, double value) in _batch) store.Put(labels, time, value);
            return ValueTask.CompletedTask;
        }

        public void Rollback() => _batch.Clear();

        public void Dispose()
        {
        }
    }
}
