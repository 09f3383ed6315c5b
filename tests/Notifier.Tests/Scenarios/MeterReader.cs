using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Reads the numbers that one Notifier publishes; others in the same process have meters of their own.</summary>
// Measurements come from any thread: the dictionary is guarded by itself.
internal sealed class MeterReader : IDisposable
{
    private readonly Dictionary<(string Name, string Labels), double> _values = [];
    private readonly MeterListener _listener;

    public MeterReader(IMeterFactory meters)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters)) listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Take(instrument, value, labels));
        _listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Take(instrument, value, labels));
        _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Take(instrument, value, labels));
        _listener.Start();
    }

    /// <inheritdoc cref="Scenario.Counts"/>
    public double Read(string series)
    {
        _listener.RecordObservableInstruments();
        string[] words = series.Split(' ');
        lock (_values)
            return _values.Where(value => value.Key.Name == words[0] && words.Skip(1).All(word => value.Key.Labels.Contains($" {word} ", StringComparison.Ordinal))).Sum(value => value.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        string text = " ";
        foreach ((string name, object? label) in labels) text += $"{name}={label} ";
        lock (_values)
            _values[(instrument.Name, text)] = value + (instrument.IsObservable || instrument is Histogram<double> ? 0 : _values.GetValueOrDefault((instrument.Name, text)));
    }
}
