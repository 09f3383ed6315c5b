using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Persistence;

internal static partial class PersistenceLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer: people are still told, and what happens is kept in memory and in a journal on disk until it is back")]
    public static partial void Away(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is back after being away since {Since:u}; {Rows} rows that waited are written")]
    public static partial void Back(ILogger logger, DateTimeOffset since, int rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refused {Rows} rows")]
    public static partial void RowsRefused(ILogger logger, int rows, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on the groups is with {Owner}; following")]
    public static partial void Following(ILogger logger, string owner);

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease on the groups is ours (fence {Fence})")]
    public static partial void Owning(ILogger logger, long fence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on the groups was lost; nothing is sent until it is ours again")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on the groups could not be asked for")]
    public static partial void LeaseFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on the groups could not be given back; the next Notifier waits until it has run out")]
    public static partial void LeaseNotGiven(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old history could not be removed; the next round tries again")]
    public static partial void RetentionFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal for a missing database could not be used: what waits is in memory alone")]
    public static partial void JournalFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was sent could not be noted on disk before the database knows of it: should this process be killed in between, it is sent twice")]
    public static partial void SlipsFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rows} rows that a former life had to leave in the journal are in the database")]
    public static partial void JournalWritten(ILogger logger, int rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "What {Receiver}/{Integration}[{Index}] was told about the group {GroupKey} cannot be read: it may be told again")]
    public static partial void LogEntryBroken(ILogger logger, string groupKey, string receiver, string integration, int index, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other Notifiers on the database could not be looked for")]
    public static partial void WatchFailed(ILogger logger, Exception error);
}
