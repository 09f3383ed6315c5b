namespace Tocsin.PromQL.Execution;

/// <summary>Walks floats and histograms together, oldest first.</summary>
internal ref struct SampleWalk(SampleSpan samples)
{
    private readonly SampleSpan _samples = samples;
    private int _float;
    private int _histogram;

    public Sample Current { get; private set; }

    public long Time { get; private set; }

    /// <summary>When the counting behind the sample began; 0 is unknown.</summary>
    public long Start { get; private set; }

    public void Skip(int count)
    {
        for (int i = 0; i < count; i++) Next();
    }

    public bool Next()
    {
        bool hasFloat = _float < _samples.Timestamps.Length, hasHistogram = _histogram < _samples.HistogramTimes.Length;
        if (!hasFloat && !hasHistogram) return false;
        if (hasFloat && (!hasHistogram || _samples.Timestamps[_float] < _samples.HistogramTimes[_histogram]))
        {
            Current = new Sample(_samples.Values[_float], null);
            Start = _samples.Starts.IsEmpty ? 0 : _samples.Starts[_float];
            Time = _samples.Timestamps[_float++];
        }
        else
        {
            Current = new Sample(0, _samples.Histograms[_histogram]);
            Start = _samples.HistogramStarts.IsEmpty ? 0 : _samples.HistogramStarts[_histogram];
            Time = _samples.HistogramTimes[_histogram++];
        }
        return true;
    }
}
