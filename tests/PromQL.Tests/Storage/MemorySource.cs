using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Tests.Storage;

/// <summary>A store in memory that takes samples in any order of time; a later sample replaces an earlier one of the same moment.</summary>
internal sealed class MemorySource : ISeriesSource
{
    private readonly Dictionary<LabelSet, SortedList<long, Sample>> _series = [];
    private long _reads;
    private int _open;

    public int SeriesCount => _series.Count;

    /// <summary>Selections that nobody has disposed of yet.</summary>
    public int OpenSelections => Volatile.Read(ref _open);

    /// <summary>Series whose samples were read, each time counted.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Called before the samples of a series are read, on the thread that reads.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called on each select; lets tests wait, fail or count.</summary>
    public Func<SeriesSelector, CancellationToken, ValueTask>? OnSelect { get; set; }

    public void Add(LabelSet labels, long timestamp, double value, long start = 0) => Series(labels)[timestamp] = new Sample(value, null, start);

    public void Add(LabelSet labels, long timestamp, NativeHistogram histogram, long start = 0) => Series(labels)[timestamp] = new Sample(0, histogram, start);

    public async ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        if (OnSelect is not null) await OnSelect(selector, cancel);
        var found = new List<(LabelSet, SortedList<long, Sample>)>();
        foreach ((LabelSet labels, SortedList<long, Sample> samples) in _series)
            if (Matcher.MatchesAll(selector.Matchers, labels) && samples.Keys.Any(t => t >= selector.Start && t <= selector.End))
                found.Add((labels, samples));
        Interlocked.Increment(ref _open);
        return new Selection(this, found, selector.Start, selector.End);
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) =>
        throw new NotSupportedException();

    private SortedList<long, Sample> Series(LabelSet labels)
    {
        if (!_series.TryGetValue(labels, out SortedList<long, Sample>? samples)) _series.Add(labels, samples = []);
        return samples;
    }

    private readonly record struct Sample(double Value, NativeHistogram? Histogram, long Start);

    private sealed class Selection(MemorySource source, List<(LabelSet Labels, SortedList<long, Sample> Samples)> series, long start, long end) : ISeriesSelection
    {
        public int Count => series.Count;

        public IReadOnlyList<string> Warnings => [];

        public LabelSet LabelsAt(int index) => series[index].Labels;

        public void Read(int index, SampleColumns into)
        {
            source.OnRead?.Invoke();
            Interlocked.Increment(ref source._reads);
            into.Clear();
            NativeHistogram? previous = null;
            foreach ((long timestamp, Sample sample) in series[index].Samples)
            {
                NativeHistogram? histogram = sample.Histogram is null ? null : Hinted(previous, sample.Histogram);
                previous = sample.Histogram;
                if (timestamp < start || timestamp > end) continue;
                if (histogram is null) into.Add(timestamp, sample.Value);
                else into.Add(timestamp, histogram);
                if (sample.Start != 0) into.SetStart(sample.Start);
            }
        }

        public void Dispose() => Interlocked.Decrement(ref source._open);

        /// <summary>
        /// As a store of chunks knows it: inside a chunk there is no reset; whether the first histogram of a chunk is one is left open; gauges have
        /// chunks of their own.
        /// </summary>
        private static NativeHistogram Hinted(NativeHistogram? previous, NativeHistogram histogram)
        {
            if (histogram.ResetHint == CounterResetHint.Gauge) return histogram;
            bool startsChunk = previous is null || previous.ResetHint == CounterResetHint.Gauge || histogram.ResetHint == CounterResetHint.Reset
                || previous.Schema != histogram.Schema || previous.ZeroThreshold != histogram.ZeroThreshold
                || !previous.CustomBounds.SequenceEqual(histogram.CustomBounds)
                || CounterReset.Between(Histogram.From(previous) with { Hint = 0 }, Histogram.From(histogram) with { Hint = 0 });
            CounterResetHint hint = startsChunk ? CounterResetHint.Unknown : CounterResetHint.NotReset;
            return histogram with { ResetHint = histogram.ResetHint == CounterResetHint.Reset ? CounterResetHint.Reset : hint };
        }
    }
}
