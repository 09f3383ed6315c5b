using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Pipeline;

internal static partial class PipelineLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The alert about a part that is away could not be raised or ended")]
    public static partial void HouseAlarmFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of the groups did not answer")]
    public static partial void NoOwnerAnswered(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notification to {Receiver}/{Integration}[{Index}] for {GroupKey} failed after {Attempts} attempts: {Error}")]
    public static partial void NotDelivered(ILogger logger, string receiver, string integration, int index, string groupKey, int attempts, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Notified {Receiver}/{Integration}[{Index}] for {GroupKey}: {Reason}")]
    public static partial void Delivered(ILogger logger, string receiver, string integration, int index, string groupKey, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Receiver {Receiver}/{Integration}[{Index}] broke; its neighbours are not affected")]
    public static partial void ReceiverBroke(ILogger logger, string receiver, string integration, int index, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Group {GroupKey} has no integration to go to: receiver {Receiver} is not configured")]
    public static partial void NoReceiver(ILogger logger, string groupKey, string receiver);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of a notification could not be stored; it counts in memory")]
    public static partial void NotStored(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "No alert could be raised about failing notifications to {Receiver}/{Integration}[{Index}]")]
    public static partial void AlarmFailed(ILogger logger, string receiver, string integration, int index, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Labels of route {Route} could not be rendered: {Error}")]
    public static partial void RouteLabelsFailed(ILogger logger, string route, string error);
}
