using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Persistence;

/// <summary>For a database that only this process uses: the lease is always ours.</summary>
internal sealed class SoleLease : IShardLease
{
    public LeaseState State => LeaseState.Held;

    public CancellationToken Lost => CancellationToken.None;

    public event Func<CancellationToken, Task>? Acquired
    {
        add { }
        remove { }
    }

    public event Action? Settled
    {
        add { }
        remove { }
    }
}
