namespace Tocsin.Notifier.Intake;

/// <summary>Later rooms that follow the alerts. Called by the intake loop, one call at a time, after the database has them; must be quick.</summary>
internal interface IAlertObserver
{
    /// <summary>New, changed, resolved or firing again. Re-sends that only move the end are not told.</summary>
    /// <param name="fromOthers">Another Notifier has stored them, and whatever begins with them.</param>
    /// <returns>Completes when what the observer keeps about them is in the database too; what is in memory is done at once.</returns>
    Task Changed(IReadOnlyList<TrackedAlert> alerts, bool fromOthers = false);

    /// <summary>Ended a while ago and now forgotten.</summary>
    void Removed(IReadOnlyList<TrackedAlert> alerts);

    /// <summary>Whether an ended alert is still needed here: its end has not been told yet.</summary>
    bool Holds(TrackedAlert alert);
}

/// <summary>Tells the other Notifiers on the same database to look again. Must not throw or wait.</summary>
internal interface INotifierAnnouncer
{
    void AlertsStored(IReadOnlyList<ulong> fingerprints);

    void SilencesStored(IReadOnlyList<Guid> ids);

    /// <summary>The database is away: the others are given the alerts themselves.</summary>
    void AlertsDeferred(IReadOnlyList<PostedAlert> alerts);

    /// <summary>False when announcements do not get through: changes of others are then looked for more often.</summary>
    bool IsHeard { get; }
}
