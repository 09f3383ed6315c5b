using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<LabelSet, InhibitThreats> _threats = new();
    private volatile InhibitIndex _index = new([]);

    public void Apply(IReadOnlyList<InhibitRule> rules)
    {
        var index = new InhibitIndex(rules);
        lock (_lock)
        {
            foreach (TrackedAlert alert in alerts.All()) index.Add(alert);
            _index = index;
            _threats.Clear();
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
                if (_threats.TryRemove(alert.Alert.Labels, out InhibitThreats? threats)) _index.Release(threats);
            }
    }

    public bool Holds(TrackedAlert alert) => false;

    /// <summary>The source that inhibits, of the first rule that does; null when none.</summary>
    public InhibitedBy? Find(LabelSet target, DateTimeOffset now) => Find(ThreatsTo(target), now);

    /// <summary>The same for somebody who kept the threats; see <see cref="IsCurrent"/>.</summary>
    public InhibitedBy? Find(InhibitThreats threats, DateTimeOffset now)
    {
        if (!threats.Any) return null;
        lock (_lock) return threats.Find(now);
    }

    /// <summary>What could inhibit an alert with these labels.</summary>
    public InhibitThreats ThreatsTo(LabelSet target)
    {
        if (_threats.TryGetValue(target, out InhibitThreats? known)) return known;
        lock (_lock) return _threats[target] = _index.ThreatsTo(target);
    }

    /// <summary>False after a reload: the threats are those of other rules.</summary>
    public bool IsCurrent(InhibitThreats threats) => ReferenceEquals(threats.Owner, _index);
}

/// <param name="Rule">Its name; may be empty.</param>
internal sealed record InhibitedBy(string Rule, ulong Source);
