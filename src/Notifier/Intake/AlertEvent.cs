using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>What happened to an alert.</summary>
internal enum AlertEventKind
{
    Fired,
    Resolved,

    /// <summary>Annotations or generator changed while it fires.</summary>
    Changed,
}

/// <summary>One transition of one alert, as the history keeps it. Ids rise with time.</summary>
internal sealed record AlertEvent(
    Guid Id,
    ulong Fingerprint,
    AlertEventKind Kind,
    DateTimeOffset At,
    DateTimeOffset StartsAt,
    LabelSet Labels,
    LabelSet Annotations);
