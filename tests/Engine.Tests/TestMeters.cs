using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Tocsin.Engine.Tests;

/// <summary>A meter factory of its own for each test, and what was counted with it.</summary>
internal sealed class TestMeters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _totals = [];

    public TestMeters()
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Factory) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.Start();
    }

    public IMeterFactory Factory { get; }

    /// <summary>The sum of what was counted; of an observed instrument that of all its readings, one of them now.</summary>
    public double Total(string name)
    {
        _listener.RecordObservableInstruments();
        lock (_totals) return _totals.GetValueOrDefault(name);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Add(string name, double value)
    {
        lock (_totals) _totals[name] = _totals.GetValueOrDefault(name) + value;
    }
}
