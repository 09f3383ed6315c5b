namespace Tocsin.Notifier.Grouping;

/// <summary>What people were told has begun, and were not told has ended. Implemented by the log of notifications.</summary>
internal interface IToldBeginnings
{
    /// <summary>As it is at this moment: the groups, and the fingerprints of alerts in them.</summary>
    IReadOnlySet<(string GroupId, ulong Fingerprint)> StillOpen();
}
