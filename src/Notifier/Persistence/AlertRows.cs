using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Persistence;

/// <summary>An alert as it is; what it was is in <see cref="AlertEventRow"/>.</summary>
internal sealed class AlertRow : IRow
{
    /// <summary>16 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    public required string Name { get; init; }

    public required string Labels { get; init; }

    public required string Annotations { get; init; }

    public required string GeneratorUrl { get; init; }

    /// <summary>With the fingerprint it names one incarnation.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required bool Timeout { get; init; }

    public required bool Resolved { get; init; }

    object IRow.Key => Fingerprint;

    string? IRow.NewerBy => nameof(UpdatedAt);
}

/// <summary>One transition of one alert.</summary>
internal sealed class AlertEventRow : IRow
{
    /// <summary>Version 7: in order of time.</summary>
    public required Guid Id { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The alertname: what a history is searched by most.</summary>
    public required string Name { get; init; }

    public required AlertEventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required string Labels { get; init; }

    public required string Annotations { get; init; }

    public required string GeneratorUrl { get; init; }

    object IRow.Key => Id;
}
