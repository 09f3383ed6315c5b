namespace Tocsin.Notifier.Persistence;

/// <summary>Who owns a shard of the groups, by the database's clock.</summary>
internal sealed class LeaseRow
{
    public required int Shard { get; init; }

    public required string Owner { get; init; }

    /// <summary>Rises with each new owner.</summary>
    public required long Fence { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
