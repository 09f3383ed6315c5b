using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Grouping;

/// <summary>A group as the database keeps it.</summary>
internal sealed record StoredGroup
{
    public required string Id { get; init; }

    public required string RouteId { get; init; }

    public required string GroupKey { get; init; }

    public required LabelSet Labels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset NextFlush { get; init; }

    public DateTimeOffset? LastFlush { get; init; }
}

/// <summary>Groups in the database. Implemented by the persistence room; does not throw when the database is away.</summary>
internal interface IGroupStore
{
    Task<IReadOnlyList<StoredGroup>> LoadAsync(CancellationToken cancel);

    /// <summary>Those of <paramref name="ids"/> that are stored.</summary>
    Task<IReadOnlyList<StoredGroup>> LoadAsync(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>Stores groups that are not stored yet: the timer that is there stays.</summary>
    Task AddAsync(IReadOnlyList<StoredGroup> groups);

    Task SaveAsync(IReadOnlyList<StoredGroup> saved, IReadOnlyList<StoredGroup> deleted);
}
