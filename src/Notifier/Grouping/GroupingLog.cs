using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Grouping;

internal static partial class GroupingLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Flush of group {GroupKey} failed; the next tick tries again")]
    public static partial void FlushFailed(ILogger logger, string groupKey, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Routes applied: {Groups} groups, of which {Resumed} go on with the timer they had")]
    public static partial void Applied(ILogger logger, int groups, int resumed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Groups could not be saved")]
    public static partial void SaveFailed(ILogger logger, Exception error);
}
