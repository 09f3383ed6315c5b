using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>
/// An alert as memory holds it: one object for one set of labels, shared by store and groups, so that a re-send that changes nothing but times
/// is one assignment.
/// </summary>
// Written by the intake loop alone; read from anywhere through one volatile reference.
internal sealed class TrackedAlert(ulong fingerprint, Alert alert)
{
    private volatile Alert _alert = alert;
    private volatile bool _resolved;

    public ulong Fingerprint => fingerprint;

    public Alert Alert => _alert;

    /// <summary>Its end is in the database as an end, not only as a time that may pass.</summary>
    public bool ResolvedStored => _resolved;

    /// <summary>It has been routed into its groups; before, API v2 calls it unprocessed.</summary>
    public bool IsGrouped { get; internal set; }

    /// <summary>What lists of alerts remember.</summary>
    public IAlertMemo? Listing { get; set; }

    /// <summary>Which silences match.</summary>
    public IAlertMemo? Silences { get; set; }

    /// <summary>What could inhibit it.</summary>
    public IAlertMemo? Threats { get; set; }

    /// <summary>The end that the database knows.</summary>
    internal DateTimeOffset WrittenEndsAt { get; set; }

    internal void Set(Alert alert, bool resolved)
    {
        _resolved = resolved;
        _alert = alert;
    }
}

/// <summary>
/// What a later room finds out about an alert's labels, which never change, and keeps with the alert, so that it goes when the alert goes. Whoever keeps one
/// checks that it still fits.
/// </summary>
internal interface IAlertMemo;
