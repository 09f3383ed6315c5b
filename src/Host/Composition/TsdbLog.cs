using Tocsin.Tsdb;

namespace Tocsin.Host.Composition;

/// <summary>Writes what the store has to tell to the log.</summary>
internal sealed partial class TsdbLog(ILogger<TsdbLog> log) : ITsdbEvents
{
    public void Replayed(TsdbStatistics statistics) => LogReplayed(log, statistics.Series, statistics.ReplayDuration.TotalMilliseconds);

    public void Damaged(string what) => LogDamaged(log, what);

    public void NotRead(string what) => LogNotRead(log, what);

    public void Compacted(string what) => LogCompacted(log, what);

    public void MaintenanceFailed(Exception error) => LogMaintenanceFailed(log, error);

    [LoggerMessage(LogLevel.Information, "Write-ahead log replayed: {Series} series in {Milliseconds:F0} ms")]
    private static partial void LogReplayed(ILogger log, long series, double milliseconds);

    [LoggerMessage(LogLevel.Error, "Damage in the data directory: {What}")]
    private static partial void LogDamaged(ILogger log, string what);

    [LoggerMessage(LogLevel.Warning, "Not read: {What}")]
    private static partial void LogNotRead(ILogger log, string what);

    [LoggerMessage(LogLevel.Information, "Compaction: {What}")]
    private static partial void LogCompacted(ILogger log, string what);

    [LoggerMessage(LogLevel.Error, "Compaction, retention or checkpoint failed and will be tried again")]
    private static partial void LogMaintenanceFailed(ILogger log, Exception error);
}
