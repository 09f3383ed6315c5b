using Tocsin.Model.Alerts;
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
    LabelSet Annotations)
{
    /// <summary>As its source had it then.</summary>
    public DateTimeOffset EndsAt { get; init; }

    public string GeneratorUrl { get; init; } = "";

    /// <summary>The alert as it was after this.</summary>
    public Alert ToAlert() => new()
    {
        Labels = Labels,
        Annotations = Annotations,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        UpdatedAt = At,
        GeneratorUrl = GeneratorUrl,
    };
}
