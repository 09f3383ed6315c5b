using Microsoft.Extensions.Logging;

namespace Tocsin.Engine.Alerting.Sending;

internal static partial class SendingLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The bus cannot be reached: alerts are posted to {Peers} Notifiers directly")]
    public static partial void BusAway(ILogger log, int peers);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bus is back: alerts go by the bus again")]
    public static partial void BusBack(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts do not get through to {Target}: {Outcome}")]
    public static partial void TargetAway(ILogger log, string target, Contracts.Bus.AlertSendOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alerts get through to {Target} again")]
    public static partial void TargetBack(ILogger log, string target);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending alerts to {Target} broke; the batch is dropped")]
    public static partial void SendBroke(ILogger log, Exception error, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert queue to {Target} is full: {Dropped} oldest alerts dropped")]
    public static partial void QueueFull(ILogger log, string target, int dropped);
}
