using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>
/// What one round of the intake is going to change: reports are merged one after another over the projection, and only what differs becomes a
/// write. Used by the intake loop alone.
/// </summary>
internal sealed class AlertBatchPlan(AlertProjection alerts, TimeSpan resolveTimeout, bool sharesDatabase, DateTimeOffset now)
{
    private readonly Dictionary<ulong, Planned> _planned = [];

    /// <summary>Only times moved: for memory alone.</summary>
    private readonly List<(TrackedAlert Alert, Alert Merged)> _moved = [];

    private int _new;

    public int NewAlerts => _new;

    public DateTimeOffset? EndOf(ulong fingerprint) =>
        _planned.TryGetValue(fingerprint, out Planned? planned) ? planned.Merged.EndsAt : alerts.Find(fingerprint)?.Alert.EndsAt;

    public bool Knows(ulong fingerprint) => _planned.ContainsKey(fingerprint) || alerts.Find(fingerprint) is not null;

    public void Add(ulong fingerprint, Alert report)
    {
        TrackedAlert? tracked = alerts.Find(fingerprint);
        _planned.TryGetValue(fingerprint, out Planned? planned);
        if (tracked is null && planned is null)
        {
            _planned[fingerprint] = new(report, null, report.IsResolvedAt(now) ? AlertEventKind.Resolved : AlertEventKind.Fired);
            _new++;
            return;
        }
        Alert old = planned?.Merged ?? tracked!.Alert;
        Alert merged = AlertMerge.Apply(old, Shared(old, report), now);
        bool wasResolved = planned is null ? tracked!.ResolvedStored || old.IsResolvedAt(now) : old.IsResolvedAt(now);
        AlertEventKind? kind = EventOf(old, wasResolved, merged);
        if (kind is not null || planned is not null || EndMustBeWritten(tracked!, merged) || StartOrFlagMoved(old, merged))
            _planned[fingerprint] = new(merged, tracked, kind ?? planned?.Event);
        else _moved.Add((tracked!, merged));
    }

    public List<AlertWrite> Writes()
    {
        var writes = new List<AlertWrite>(_planned.Count);
        foreach ((ulong fingerprint, Planned planned) in _planned)
            writes.Add(new(fingerprint, planned.Merged, planned.Merged.IsResolvedAt(now), planned.Event, now));
        return writes;
    }

    /// <summary>Memory second: call when the writes are done. Returns those whose observers have to know.</summary>
    public List<TrackedAlert> Apply()
    {
        foreach ((TrackedAlert alert, Alert merged) in _moved) alert.Set(merged, alert.ResolvedStored);
        var changed = new List<TrackedAlert>(_planned.Count);
        foreach ((ulong fingerprint, Planned planned) in _planned)
        {
            TrackedAlert tracked = planned.Tracked ?? new TrackedAlert(fingerprint, planned.Merged);
            tracked.Set(planned.Merged, planned.Merged.IsResolvedAt(now));
            tracked.WrittenEndsAt = planned.Merged.EndsAt;
            if (planned.Tracked is null) alerts.Put(tracked);
            changed.Add(tracked);
        }
        return changed;
    }

    private AlertEventKind? EventOf(Alert old, bool wasResolved, Alert merged)
    {
        bool resolved = merged.IsResolvedAt(now);
        if (resolved != wasResolved) return resolved ? AlertEventKind.Resolved : AlertEventKind.Fired;
        if (resolved) return merged.EndsAt != old.EndsAt ? AlertEventKind.Resolved : null;
        bool same = merged.Annotations == old.Annotations && merged.GeneratorUrl == old.GeneratorUrl;
        return same ? null : AlertEventKind.Changed;
    }

    /// <summary>What is said again is kept once: the same label sets and texts serve the alert for as long as it lives.</summary>
    private static Alert Shared(Alert old, Alert report)
    {
        bool same = ReferenceEquals(old.Labels, report.Labels) && ReferenceEquals(old.Annotations, report.Annotations) && ReferenceEquals(old.GeneratorUrl, report.GeneratorUrl);
        return same ? report : report with
        {
            Labels = old.Labels,
            Annotations = old.Annotations == report.Annotations ? old.Annotations : report.Annotations,
            GeneratorUrl = old.GeneratorUrl == report.GeneratorUrl ? old.GeneratorUrl : report.GeneratorUrl,
        };
    }

    private static bool StartOrFlagMoved(Alert old, Alert merged) => merged.StartsAt != old.StartsAt || merged.Timeout != old.Timeout;

    /// <summary>
    /// A source that looks far ahead may not speak again within the grace that a restart gives, so its end is kept, to an eighth of the way; a source that
    /// repeats itself needs no write. Other Notifiers on the database learn of a repeat only from there: they are told at half the way to the known end.
    /// </summary>
    private bool EndMustBeWritten(TrackedAlert tracked, Alert merged)
    {
        if (merged.EndsAt == tracked.WrittenEndsAt) return false;
        TimeSpan ahead = merged.EndsAt - now;
        bool far = !merged.Timeout && ahead > 3 * resolveTimeout;
        // An end that comes nearer is a promise taken back: it is kept at once.
        if (far && ((merged.EndsAt - tracked.WrittenEndsAt) > ahead / 8 || merged.EndsAt < tracked.WrittenEndsAt)) return true;
        return sharesDatabase && tracked.WrittenEndsAt - now < ahead / 2;
    }

    private sealed record Planned(Alert Merged, TrackedAlert? Tracked, AlertEventKind? Event);
}
