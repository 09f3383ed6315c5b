using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>The samples of a series, oldest first: floats as two columns, histograms as two more, start timestamps beside both where there are any.</summary>
internal readonly ref struct SampleSpan(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
{
    public ReadOnlySpan<long> Timestamps { get; } = timestamps;

    public ReadOnlySpan<double> Values { get; } = values;

    public ReadOnlySpan<long> HistogramTimes { get; init; }

    public ReadOnlySpan<Histogram> Histograms { get; init; }

    /// <summary>Empty, or as long as the floats; 0 is unknown. In ms since the epoch.</summary>
    public ReadOnlySpan<long> Starts { get; init; }

    /// <summary>Empty, or as long as the histograms.</summary>
    public ReadOnlySpan<long> HistogramStarts { get; init; }

    public bool HasHistograms => !HistogramTimes.IsEmpty;

    public bool HasStarts => !Starts.IsEmpty || !HistogramStarts.IsEmpty;

    public int Count => Timestamps.Length + HistogramTimes.Length;

    /// <summary>How many samples that is to the sample budget and in statistics.</summary>
    public long Weight
    {
        get
        {
            long weight = Timestamps.Length;
            foreach (Histogram histogram in Histograms) weight += histogram.SampleWeight;
            return weight;
        }
    }

    public SampleSpan Slice(int from, int to, int fromHistogram, int toHistogram) => new(Timestamps[from..to], Values[from..to])
    {
        HistogramTimes = HistogramTimes[fromHistogram..toHistogram],
        Histograms = Histograms[fromHistogram..toHistogram],
        Starts = Starts.IsEmpty ? default : Starts[from..to],
        HistogramStarts = HistogramStarts.IsEmpty ? default : HistogramStarts[fromHistogram..toHistogram],
    };
}
