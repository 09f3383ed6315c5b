using System.ComponentModel.DataAnnotations.Schema;

namespace Tocsin.Notifier.Persistence;

/// <summary>An aggregation group and its timer. Its alerts follow from the alerts and the routes.</summary>
internal sealed class GroupRow : IRow
{
    /// <summary>Of route id and labels.</summary>
    public required string Id { get; init; }

    /// <summary>The lease that its owner needs.</summary>
    public required int Shard { get; init; }

    public required string RouteId { get; init; }

    public required string GroupKey { get; init; }

    public required string Labels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset NextFlushAt { get; init; }

    /// <summary>The last flush that succeeded: what had ended by then was told.</summary>
    public DateTimeOffset? LastFlushAt { get; init; }

    [NotMapped]
    public bool IfAbsent { get; init; }

    object IRow.Key => Id;

    bool IRow.IfAbsent => IfAbsent;

    string? IRow.NewerBy => nameof(NextFlushAt);
}
