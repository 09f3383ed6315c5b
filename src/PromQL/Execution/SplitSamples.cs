using System.Runtime.InteropServices;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Samples with floats and histograms apart: the slower road of a series that has more than floats. Reused.</summary>
internal sealed class SplitSamples
{
    private readonly List<long> _timestamps = [];
    private readonly List<double> _values = [];
    private readonly List<long> _starts = [];
    private readonly List<long> _histogramTimes = [];
    private readonly List<Histogram> _histograms = [];
    private readonly List<long> _histogramStarts = [];

    public SampleSpan From(SampleColumns columns, LoadOptions options)
    {
        Clear();
        ReadOnlySpan<NativeHistogram?> histograms = columns.Histograms;
        ReadOnlySpan<long> starts = columns.StartTimestamps;
        Histogram? previous = null;
        for (int i = 0; i < columns.Count; i++)
        {
            long start = starts.IsEmpty ? 0 : starts[i];
            NativeHistogram? stored = histograms.IsEmpty ? null : histograms[i];
            bool isStale = StaleMarker.Is(stored?.Sum ?? columns.Values[i]);
            if (isStale && !options.KeepStale) continue;
            if (stored is null || isStale)
            {
                AddFloat(columns.Timestamps[i], isStale ? StaleMarker.Value : columns.Values[i], start, !starts.IsEmpty);
                continue;
            }
            Histogram histogram = Histogram.From(stored);
            if (options.DetectResets && histogram.Hint == CounterResetHint.Unknown && previous is not null)
                histogram = histogram with { Hint = CounterReset.Between(previous, histogram) ? CounterResetHint.Reset : CounterResetHint.NotReset };
            AddHistogram(columns.Timestamps[i], histogram, start, !starts.IsEmpty);
            previous = histogram;
        }
        return Span();
    }

    /// <summary>Between the steps of a subquery anything may have happened: only gauges stay marked.</summary>
    public SampleSpan From(Row row, Timeline timeline)
    {
        Clear();
        for (int i = 0; i < row.Length; i++)
        {
            if (row.HistogramAt(i) is { } histogram)
            {
                bool marked = histogram.Hint is CounterResetHint.Reset or CounterResetHint.NotReset;
                AddHistogram(timeline.At(i), marked ? histogram with { Hint = CounterResetHint.Unknown } : histogram, 0, false);
            }
            else if (!Absent.Is(row.Values[i])) AddFloat(timeline.At(i), row.Values[i], 0, false);
        }
        return Span();
    }

    /// <summary>Samples there is room for.</summary>
    public int Capacity => _timestamps.Capacity + _histogramTimes.Capacity;

    public void Clear()
    {
        _timestamps.Clear();
        _values.Clear();
        _starts.Clear();
        _histogramTimes.Clear();
        _histograms.Clear();
        _histogramStarts.Clear();
    }

    private void AddFloat(long timestamp, double value, long start, bool withStart)
    {
        _timestamps.Add(timestamp);
        _values.Add(value);
        if (withStart) _starts.Add(start);
    }

    private void AddHistogram(long timestamp, Histogram histogram, long start, bool withStart)
    {
        _histogramTimes.Add(timestamp);
        _histograms.Add(histogram);
        if (withStart) _histogramStarts.Add(start);
    }

    private SampleSpan Span() =>
        new(CollectionsMarshal.AsSpan(_timestamps), CollectionsMarshal.AsSpan(_values))
        {
            HistogramTimes = CollectionsMarshal.AsSpan(_histogramTimes),
            Histograms = CollectionsMarshal.AsSpan(_histograms),
            Starts = CollectionsMarshal.AsSpan(_starts),
            HistogramStarts = CollectionsMarshal.AsSpan(_histogramStarts),
        };
}
