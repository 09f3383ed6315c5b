namespace Tocsin.Notifier.Persistence;

/// <summary>A silence as it is.</summary>
internal sealed class SilenceRow : IRow
{
    public required Guid Id { get; init; }

    public required int Version { get; init; }

    /// <summary>A list of sets of matchers as JSON.</summary>
    public required string Matchers { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string Comment { get; init; }

    public required string Annotations { get; init; }

    public required string ChangedBy { get; init; }

    object IRow.Key => Id;
}

/// <summary>A silence as it was and is: every version.</summary>
internal sealed class SilenceVersionRow : IRow
{
    public required Guid Id { get; init; }

    public required int Version { get; init; }

    /// <inheritdoc cref="SilenceRow.Matchers"/>
    public required string Matchers { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string Comment { get; init; }

    public required string Annotations { get; init; }

    /// <summary>Who made this version, as far as known.</summary>
    public required string ChangedBy { get; init; }

    object IRow.Key => (Id, Version);
}
