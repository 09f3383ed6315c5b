using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Tests;

/// <summary>A store in memory that judges samples as the real one does: by timestamp, without an out-of-order window.</summary>
internal sealed class MemoryStore : ISampleStore, ISeriesSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LabelSet, ulong> _refs = [];

    public List<(LabelSet Labels, List<(long Time, double Value)> Samples, List<Exemplar> Exemplars)> Series { get; } = [];

    public long MinTime { get; set; } = long.MinValue;

    public int Commits { get; private set; }

    public IAppender CreateAppender() => new Appender(this);

    public (long Time, double Value)[] Samples(string text)
    {
        lock (_lock)
            return [.. Series.Where(series => series.Labels.ToString() == text).SelectMany(series => series.Samples)];
    }

    public string[] Last()
    {
        lock (_lock) return [.. Series.Where(series => series.Samples.Count > 0).Select(series => $"{series.Labels} {series.Samples[^1].Value}").Order(StringComparer.Ordinal)];
    }

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        lock (_lock)
            return new(new Selection([.. Series.Where(series => Matcher.MatchesAll(selector.Matchers, series.Labels)
                && series.Samples.Any(sample => sample.Time >= selector.Start && sample.Time <= selector.End))
                .Select(series => (series.Labels, series.Samples.Where(sample => sample.Time >= selector.Start && sample.Time <= selector.End).ToArray()))]));
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel)
    {
        lock (_lock)
            return new(new NameList([.. Series.Where(series => Matcher.MatchesAll(selector.Matchers, series.Labels))
                .SelectMany(series => series.Labels.ToStrings()).Select(label => label.Key).Distinct().Order(StringComparer.Ordinal)], []));
    }

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel)
    {
        lock (_lock)
            return new(new NameList([.. Series.Where(series => Matcher.MatchesAll(selector.Matchers, series.Labels))
                .Select(series => series.Labels.Get(name)).Where(value => value.Length > 0).Distinct().Order(StringComparer.Ordinal)], []));
    }

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel)
    {
        lock (_lock)
            return new([.. Series.Where(series => series.Exemplars.Count > 0 && Matcher.MatchesAll(selector.Matchers, series.Labels))
                .Select(series => new SeriesExemplars(series.Labels, [.. series.Exemplars]))]);
    }

    private sealed class Appender(MemoryStore store) : IAppender
    {
        private readonly List<(int Series, long Time, double Value)> _pending = [];
        private readonly List<(int Series, Exemplar Exemplar)> _exemplars = [];

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value)
        {
            lock (store._lock)
            {
                if (labels.Count == 0) return AppendOutcome.InvalidLabels;
                if (timestamp < store.MinTime) return AppendOutcome.OutOfBounds;
                int at = Find(ref series, labels);
                long newest = long.MinValue;
                double newestValue = 0;
                foreach ((long time, double old) in store.Series[at].Samples) (newest, newestValue) = (time, old);
                foreach ((int other, long time, double old) in _pending)
                    if (other == at)
                        (newest, newestValue) = (time, old);
                if (timestamp < newest) return AppendOutcome.OutOfOrder;
                if (timestamp == newest)
                    return BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(newestValue) ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
                _pending.Add((at, timestamp, value));
                return AppendOutcome.Accepted;
            }
        }

        public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram) => AppendOutcome.NotSupported;

        public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar)
        {
            lock (store._lock) _exemplars.Add((Find(ref series, labels), exemplar));
            return AppendOutcome.Accepted;
        }

        public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
        {
        }

        public ValueTask CommitAsync(CancellationToken cancel)
        {
            lock (store._lock)
            {
                foreach ((int series, long time, double value) in _pending) store.Series[series].Samples.Add((time, value));
                foreach ((int series, Exemplar exemplar) in _exemplars) store.Series[series].Exemplars.Add(exemplar);
                store.Commits++;
            }
            Rollback();
            return default;
        }

        public void Rollback()
        {
            _pending.Clear();
            _exemplars.Clear();
        }

        public void Dispose() => Rollback();

        private int Find(ref SeriesRef series, LabelSet labels)
        {
            if (series.Value > 0) return (int)series.Value - 1;
            if (!store._refs.TryGetValue(labels, out ulong found))
            {
                store.Series.Add((labels, [], []));
                store._refs[labels] = found = (ulong)store.Series.Count;
            }
            series = new SeriesRef(found);
            return (int)found - 1;
        }
    }

    private sealed class Selection((LabelSet Labels, (long Time, double Value)[] Samples)[] found) : ISeriesSelection
    {
        public int Count => found.Length;

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
}
