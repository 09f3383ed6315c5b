using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Intake;

internal static partial class IntakeLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Intake work failed; the alerts of this call were not taken")]
    public static partial void WorkFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Alerts} alerts; {Kept} of them were firing with an end that passed meanwhile and stay firing until {Until:u}")]
    public static partial void Loaded(ILogger logger, int alerts, int kept, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other Notifiers could not be told of a change")]
    public static partial void NotAnnounced(ILogger logger, Exception error);
}
