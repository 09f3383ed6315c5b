using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>What became of a write.</summary>
internal enum StoreOutcome
{
    /// <summary>Committed.</summary>
    Stored,

    /// <summary>The database is away: kept in memory and written when it is back.</summary>
    Deferred,

    /// <summary>The database is away and the memory for it is full: not kept.</summary>
    Refused,
}

/// <param name="Resolved">Its end was noticed while it was, or told by its source: it stays ended over a restart.</param>
internal sealed record StoredAlert(Alert Alert, bool Resolved);

/// <param name="Event">What to add to the history, if anything.</param>
internal sealed record AlertWrite(ulong Fingerprint, Alert Alert, bool Resolved, AlertEventKind? Event, DateTimeOffset At);

/// <summary>Alerts in the database. Implemented by the persistence room.</summary>
internal interface IAlertStore
{
    Task<IReadOnlyList<StoredAlert>> LoadAsync(CancellationToken cancel);

    /// <summary>Those of the fingerprints that exist.</summary>
    Task<IReadOnlyList<StoredAlert>> LoadAsync(IReadOnlyList<ulong> fingerprints, CancellationToken cancel);

    /// <summary>All of them in one transaction, events included. Does not throw when the database is away.</summary>
    Task<StoreOutcome> WriteAsync(IReadOnlyList<AlertWrite> writes);

    Task<StoreOutcome> DeleteAsync(IReadOnlyList<ulong> fingerprints);
}
