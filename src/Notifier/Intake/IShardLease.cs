namespace Tocsin.Notifier.Intake;

/// <summary>Where a Notifier stands with the groups.</summary>
internal enum LeaseState
{
    /// <summary>Another Notifier flushes them.</summary>
    Following,

    /// <summary>The lease is won, and what its last owner left is being read: nothing is flushed, and ticks that come now must not get lost.</summary>
    Taking,

    /// <summary>We may send at this very moment.</summary>
    Held,
}

/// <summary>
/// Who flushes the groups. There is one shard for now; the seam carries more. Held by database time and fenced: <see cref="IsHeld"/> turns false on
/// our own clock before the database would give the lease to another.
/// </summary>
internal interface IShardLease
{
    LeaseState State { get; }

    bool IsHeld => State == LeaseState.Held;

    /// <summary>Cancelled when the present lease is lost; a new token with each lease.</summary>
    CancellationToken Lost { get; }

    /// <summary>Called once each time the lease is won, before anything is flushed under it.</summary>
    event Func<CancellationToken, Task>? Acquired;

    /// <summary><see cref="LeaseState.Taking"/> is over.</summary>
    event Action? Settled;
}
