using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Muting;

internal static partial class MutingLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Silence {Id} stored in version {Version}, until {EndsAt:u}")]
    public static partial void SilenceStored(ILogger logger, Guid id, int version, DateTimeOffset endsAt);
}
