using Microsoft.Extensions.Logging;

namespace Tocsin.Engine.Persistence;

internal static partial class PersistenceLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The engine's database is away: rules are evaluated from memory, writing is tried again. {Error}")]
    public static partial void DatabaseAway(ILogger log, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The engine's database is back; {Rows} waiting rows are written")]
    public static partial void DatabaseBack(ILogger log, int rows);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Waiting} events of the alert history wait for the database")]
    public static partial void HistoryWaits(ILogger log, Exception error, int waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Dropped} events of the alert history are dropped: {Why}")]
    public static partial void EventsDropped(ILogger log, int dropped, string why);
}
