using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>
/// Inhibition by its plain definition: a target is inhibited while any firing source of a rule agrees with it in the equal labels. A target that
/// is also a source is not inhibited by sources that are also targets, so no alert inhibits itself.
/// </summary>
// Sources are indexed by their equal labels, per rule; ended ones stay in the index and are passed over until they are forgotten.
internal sealed class Inhibitor(AlertProjection alerts) : IAlertObserver
{
    private readonly Lock _lock = new();
    private RuleIndex[] _rules = [];

    public void Apply(IReadOnlyList<InhibitRule> rules)
    {
        RuleIndex[] indexes = [.. rules.Select(rule => new RuleIndex(rule))];
        lock (_lock)
        {
            foreach (TrackedAlert alert in alerts.All())
                foreach (RuleIndex index in indexes)
                    index.Add(alert);
            _rules = indexes;
        }
    }

    public Task Changed(IReadOnlyList<TrackedAlert> alerts)
    {
        lock (_lock)
            foreach (TrackedAlert alert in alerts)
                foreach (RuleIndex index in _rules)
                    index.Add(alert);
        return Task.CompletedTask;
    }

    public void Removed(IReadOnlyList<TrackedAlert> alerts)
    {
        lock (_lock)
            foreach (TrackedAlert alert in alerts)
                foreach (RuleIndex index in _rules)
                    index.Remove(alert);
    }

    public bool Holds(TrackedAlert alert) => false;

    /// <summary>The source that inhibits, of the first rule that does; null when none.</summary>
    public InhibitedBy? Find(LabelSet target, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (RuleIndex index in _rules)
                if (index.SourceOf(target, now) is { } source)
                    return new(index.Rule.Name, source.Fingerprint);
            return null;
        }
    }

    private sealed class RuleIndex(InhibitRule rule)
    {
        private readonly Dictionary<LabelSet, SortedList<ulong, Source>> _sources = [];

        public InhibitRule Rule => rule;

        public void Add(TrackedAlert alert)
        {
            LabelSet labels = alert.Alert.Labels;
            if (!rule.IsSource(labels)) return;
            LabelSet equal = rule.EqualPart(labels);
            if (!_sources.TryGetValue(equal, out SortedList<ulong, Source>? sources)) _sources[equal] = sources = [];
            sources[alert.Fingerprint] = new(alert, rule.IsTarget(labels));
        }

        public void Remove(TrackedAlert alert)
        {
            LabelSet equal = rule.EqualPart(alert.Alert.Labels);
            if (_sources.TryGetValue(equal, out SortedList<ulong, Source>? sources) && sources.Remove(alert.Fingerprint) && sources.Count == 0)
                _sources.Remove(equal);
        }

        public TrackedAlert? SourceOf(LabelSet target, DateTimeOffset now)
        {
            if (_sources.Count == 0 || !rule.IsTarget(target)) return null;
            if (!_sources.TryGetValue(rule.EqualPart(target), out SortedList<ulong, Source>? sources)) return null;
            bool alsoSource = rule.IsSource(target);
            foreach (Source source in sources.Values)
                if (!source.Alert.Alert.IsResolvedAt(now) && !(alsoSource && source.AlsoTarget))
                    return source.Alert;
            return null;
        }

        private readonly record struct Source(TrackedAlert Alert, bool AlsoTarget);
    }
}

/// <param name="Rule">Its name; may be empty.</param>
internal sealed record InhibitedBy(string Rule, ulong Source);
