namespace Tocsin.Contracts.Bus;

/// <summary>
/// Told to every Notifier after the database changed, so that each refreshes its projection. Carries ids only: the database is the truth, and a
/// lost announcement is made good by the next poll.
/// </summary>
public sealed record AlertsStored
{
    public int Version { get; init; } = 1;

    /// <summary>The Notifier that stored them, which needs no refresh.</summary>
    public required string Origin { get; init; }

    /// <summary>Fingerprints, 16 hexadecimal digits each.</summary>
    public required IReadOnlyList<string> Fingerprints { get; init; }
}

/// <inheritdoc cref="AlertsStored"/>
public sealed record SilencesStored
{
    public int Version { get; init; } = 1;

    public required string Origin { get; init; }

    public required IReadOnlyList<Guid> Ids { get; init; }
}

/// <summary>
/// Told to every Notifier while the database is away: the alerts themselves, because nobody can look them up. Each keeps them in memory, so that the owner
/// of their groups can tell people.
/// </summary>
public sealed record AlertsDeferred
{
    public int Version { get; init; } = 1;

    /// <inheritdoc cref="AlertsStored.Origin"/>
    public required string Origin { get; init; }

    public required AlertBatch Batch { get; init; }
}
