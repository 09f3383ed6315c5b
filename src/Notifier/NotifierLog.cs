using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier;

internal static partial class NotifierLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void Warning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "Notifier {Instance} started; owner of the groups: {Owner}")]
    public static partial void Started(ILogger logger, string instance, bool owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} notifications were cut between send and record by the last stop; their groups are flushed again")]
    public static partial void Interrupted(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Maintenance failed; the next round tries again")]
    public static partial void MaintenanceFailed(ILogger logger, Exception error);
}
