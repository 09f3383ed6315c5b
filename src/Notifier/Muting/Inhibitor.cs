using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>
/// Inhibition by its plain definition: a target is inhibited while any firing source of a rule agrees with it in the equal labels. A target that
/// is also a source is not inhibited by sources that are also targets, so no alert inhibits itself.
/// </summary>
// Labels of an alert never change, so what could inhibit it is found once and remembered: a judgement looks into a few buckets and matches nothing.
internal sealed class Inhibitor(AlertProjection alerts) : IAlertObserver
{
    private readonly Lock _lock = new();
    private volatile InhibitIndex _index = new([]);

    public void Apply(IReadOnlyList<InhibitRule> rules)
    {
        var index = new InhibitIndex(rules);
        lock (_lock)
        {
            foreach (TrackedAlert alert in alerts.All())
            {
                index.Add(alert);
                alert.Threats = null;
            }
            _index = index;
        }
    }

    public Task Changed(IReadOnlyList<TrackedAlert> alerts, bool fromOthers = false)
    {
        lock (_lock)
            foreach (TrackedAlert alert in alerts)
                _index.Add(alert);
        return Task.CompletedTask;
    }

    public void Removed(IReadOnlyList<TrackedAlert> alerts)
    {
        lock (_lock)
            foreach (TrackedAlert alert in alerts)
            {
                _index.Remove(alert);
                if (alert.Threats is InhibitThreats threats) _index.Release(threats);
                alert.Threats = null;
            }
    }

    public bool Holds(TrackedAlert alert) => false;

    /// <summary>The source that inhibits, of the first rule that does; null when none.</summary>
    public InhibitedBy? Find(LabelSet target, DateTimeOffset now)
    {
        if (alerts.Find(target) is { } alert) return Find(alert, now);
        lock (_lock) return FindOnce(target, now);
    }

    /// <inheritdoc cref="Find(LabelSet, DateTimeOffset)"/>
    public InhibitedBy? Find(TrackedAlert target, DateTimeOffset now)
    {
        // Most alerts are threatened by nobody, which needs no lock to be seen.
        if (target.Threats is InhibitThreats known && ReferenceEquals(known.Owner, _index) && !known.Any) return null;
        lock (_lock)
        {
            // After an alert has gone nobody would give back what it remembers.
            if (!ReferenceEquals(alerts.Find(target.Fingerprint), target)) return FindOnce(target.Alert.Labels, now);
            if (target.Threats is not InhibitThreats threats || !ReferenceEquals(threats.Owner, _index)) target.Threats = threats = _index.ThreatsTo(target.Alert.Labels);
            return threats.Find(now);
        }
    }

    private InhibitedBy? FindOnce(LabelSet target, DateTimeOffset now)
    {
        InhibitThreats threats = _index.ThreatsTo(target);
        InhibitedBy? found = threats.Find(now);
        _index.Release(threats);
        return found;
    }
}

/// <param name="Rule">Its name; may be empty.</param>
internal sealed record InhibitedBy(string Rule, ulong Source);
