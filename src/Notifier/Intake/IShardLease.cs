namespace Tocsin.Notifier.Intake;

/// <summary>
/// Who flushes the groups. There is one shard for now; the seam carries more. Held by database time and fenced: <see cref="IsHeld"/> turns false on
/// our own clock before the database would give the lease to another.
/// </summary>
internal interface IShardLease
{
    /// <summary>We may send at this very moment.</summary>
    bool IsHeld { get; }

    /// <summary>Cancelled when the present lease is lost; a new token with each lease.</summary>
    CancellationToken Lost { get; }

    /// <summary>Called once each time the lease is won, before anything is flushed under it.</summary>
    event Func<CancellationToken, Task>? Acquired;
}
