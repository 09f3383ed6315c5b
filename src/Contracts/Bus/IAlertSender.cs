namespace Tocsin.Contracts.Bus;

/// <summary>How a sent batch fared.</summary>
public enum AlertSendOutcome
{
    /// <summary>Taken over: by the broker, by a Notifier or by an Alertmanager.</summary>
    Sent,

    /// <summary>The other side cannot be reached now; the next evaluation sends again.</summary>
    Unreachable,

    /// <summary>The other side will not have it; sending the same again is no use.</summary>
    Refused,
}

/// <summary>The way out of the Engine. One implementation a way: bus, or HTTP to an Alertmanager API.</summary>
public interface IAlertSender
{
    ValueTask<AlertSendOutcome> SendAsync(AlertBatch batch, CancellationToken cancel);
}
