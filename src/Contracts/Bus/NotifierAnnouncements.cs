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

/// <summary>
/// Asked of every Notifier and answered by the one that owns the groups, which alone may send: try these dead letters again, or put them away.
/// </summary>
public sealed record DeadLettersAsked
{
    public int Version { get; init; } = 1;

    /// <summary>The Notifier that asks, and waits for <see cref="DeadLettersAnswered"/>.</summary>
    public required string Origin { get; init; }

    public required Guid Request { get; init; }

    /// <summary>Of the notifications that were not delivered.</summary>
    public required IReadOnlyList<Guid> Ids { get; init; }

    /// <summary>Put away; otherwise tried again.</summary>
    public bool Dismiss { get; init; }

    /// <summary>Who wants it.</summary>
    public string By { get; init; } = "";
}

/// <inheritdoc cref="DeadLettersAsked"/>
public sealed record DeadLettersAnswered
{
    public int Version { get; init; } = 1;

    /// <summary>The Notifier that asked.</summary>
    public required string To { get; init; }

    public required Guid Request { get; init; }

    /// <summary>In the order of the ids.</summary>
    public required IReadOnlyList<DeadLetterAnswer> Answers { get; init; }
}

/// <summary>What became of one dead letter.</summary>
public sealed record DeadLetterAnswer
{
    /// <summary>A name of what can happen; one that a reader does not know counts as no answer.</summary>
    public required string Outcome { get; init; }

    /// <summary>The notification that the attempt made.</summary>
    public Guid? Notification { get; init; }
}
