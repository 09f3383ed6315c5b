using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Persistence;

/// <summary>Ours: upstream has no database.</summary>
internal sealed class DatabaseMetrics
{
    private readonly Counter<long> _failed;
    private readonly Counter<long> _refused;
    private readonly Meter _meter;

    public DatabaseMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Tocsin");
        _failed = _meter.CreateCounter<long>("tocsin_notifier_database_failures_total", description: "Writes that the database did not take.");
        _refused = _meter.CreateCounter<long>("tocsin_notifier_rows_refused_total", description: "Rows lost because the memory for a missing database was full.");
    }

    public void WriteFailed() => _failed.Add(1);

    public void RowsRefused(int rows) => _refused.Add(rows);

    public void Observe(DatabaseWriter writer)
    {
        _meter.CreateObservableGauge("tocsin_notifier_database_up", () => writer.AwaySince is null ? 1 : 0, description: "Whether the database answers.");
        _meter.CreateObservableGauge("tocsin_notifier_rows_waiting", () => writer.WaitingRows, description: "Rows kept in memory until the database is back.");
    }
}
