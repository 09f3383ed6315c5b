using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tocsin.PromQL;

namespace Tocsin.Host.Telemetry;

/// <summary>
/// Listens to the process' instruments and keeps what they say until the next scrape. Instruments of the meter "Tocsin" carry the metric's final
/// name; other meters are left alone. A histogram without bounds is a summary of sum and count; recording NaN makes a series be there before anything was measured.
/// </summary>
internal sealed class MetricRegistry : IDisposable
{
    public const string MeterName = "Tocsin";

    private static readonly double[] DefaultBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _collecting = new();

    public MetricRegistry()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeterName) listener.EnableMeasurementEvents(instrument, Family(instrument));
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.Start();
    }

    /// <summary>Asks the observed instruments, then hands out all families sorted by name. One collection at a time.</summary>
    public void Collect<T>(T state, Action<T, MetricFamily> write)
    {
        lock (_collecting)
        {
            foreach ((string name, MetricFamily family) in _families)
                if (_observed.ContainsKey(name))
                    family.Clear();
            _listener.RecordObservableInstruments();
            foreach (MetricFamily family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) write(state, family);
        }
    }

    public void Dispose() => _listener.Dispose();

    private readonly ConcurrentDictionary<string, bool> _observed = new(StringComparer.Ordinal);

    private MetricFamily Family(Instrument instrument)
    {
        if (instrument.IsObservable) _observed[instrument.Name] = true;
        return _families.GetOrAdd(
            instrument.Name,
            static (name, source) => new MetricFamily(name, source.Description ?? "", TypeOf(source), BoundsOf(source)),
            instrument);
    }

    private static FamilyType TypeOf(Instrument instrument)
    {
        switch (instrument.Tags?.FirstOrDefault(tag => tag.Key == DurationSummary.PartTag).Value)
        {
            case DurationSummary.QuantilesPart: return FamilyType.Quantiles;
            case DurationSummary.TotalPart: return FamilyType.SummaryTotal;
        }
        string kind = instrument.GetType().Name;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal)) return BoundsOf(instrument).Length > 0 ? FamilyType.Histogram : FamilyType.Summary;
        return kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal)
            ? FamilyType.Counter
            : FamilyType.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var family = (MetricFamily)state!;
        MetricSeries series = family.Get(tags);
        if (family.Type is FamilyType.Histogram or FamilyType.Summary) series.Observe(value);
        else if (instrument.IsObservable || IsGauge(instrument)) series.Set(value);
        else series.Add(value);
    }

    private static bool IsGauge(Instrument instrument) => instrument is Gauge<double> or Gauge<long> or Gauge<int>;
}
