using System.Collections.Concurrent;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>
/// Inhibition by its plain definition: a target is inhibited while any firing source of a rule agrees with it in the equal labels. A target that
/// is also a source is not inhibited by sources that are also targets, so no alert inhibits itself.
/// </summary>
// Sources stand in buckets, one for each rule and each set of equal labels; ended ones stay there and are passed over until they are forgotten. Labels of an
// alert never change, so the buckets that could inhibit it are remembered: a judgement looks into them and matches nothing.
internal sealed class Inhibitor(AlertProjection alerts) : IAlertObserver
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<LabelSet, Threat[]> _threats = new();
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
            _threats.Clear();
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
            {
                foreach (RuleIndex index in _rules) index.Remove(alert);
                if (!_threats.TryRemove(alert.Alert.Labels, out Threat[]? threats)) continue;
                foreach (Threat threat in threats) threat.Index.Leave(threat.Bucket);
            }
    }

    public bool Holds(TrackedAlert alert) => false;

    /// <summary>The source that inhibits, of the first rule that does; null when none.</summary>
    public InhibitedBy? Find(LabelSet target, DateTimeOffset now)
    {
        if (_rules.Length == 0 || (_threats.TryGetValue(target, out Threat[]? threats) && threats.Length == 0)) return null;
        lock (_lock)
        {
            foreach (Threat threat in threats ?? ThreatsOf(target))
                if (threat.Bucket.SourceOf(threat.AlsoSource, now) is { } source)
                    return new(threat.Index.Rule.Name, source.Fingerprint);
            return null;
        }
    }

    /// <summary>Under the lock.</summary>
    private Threat[] ThreatsOf(LabelSet target)
    {
        List<Threat>? threats = null;
        foreach (RuleIndex index in _rules)
            if (index.Rule.IsTarget(target))
                (threats ??= []).Add(new(index, index.Join(index.Rule.EqualPart(target)), index.Rule.IsSource(target)));
        Threat[] found = threats is null ? [] : [.. threats];
        _threats[target] = found;
        return found;
    }

    /// <summary>A bucket whose sources would inhibit an alert.</summary>
    /// <param name="AlsoSource">The alert is a source of the rule itself.</param>
    private readonly record struct Threat(RuleIndex Index, Bucket Bucket, bool AlsoSource);

    private sealed class RuleIndex(InhibitRule rule)
    {
        private readonly Dictionary<LabelSet, Bucket> _buckets = [];

        public InhibitRule Rule => rule;

        public void Add(TrackedAlert alert)
        {
            LabelSet labels = alert.Alert.Labels;
            if (rule.IsSource(labels)) Of(rule.EqualPart(labels)).Sources[alert.Fingerprint] = new(alert, rule.IsTarget(labels));
        }

        public void Remove(TrackedAlert alert)
        {
            LabelSet labels = alert.Alert.Labels;
            if (!rule.IsSource(labels) || !_buckets.TryGetValue(rule.EqualPart(labels), out Bucket? bucket)) return;
            bucket.Sources.Remove(alert.Fingerprint);
            Drop(bucket);
        }

        public Bucket Join(LabelSet equal)
        {
            Bucket bucket = Of(equal);
            bucket.Targets++;
            return bucket;
        }

        public void Leave(Bucket bucket)
        {
            bucket.Targets--;
            Drop(bucket);
        }

        private Bucket Of(LabelSet equal)
        {
            if (!_buckets.TryGetValue(equal, out Bucket? bucket)) _buckets[equal] = bucket = new Bucket(equal);
            return bucket;
        }

        private void Drop(Bucket bucket)
        {
            if (bucket.Targets == 0 && bucket.Sources.Count == 0) _buckets.Remove(bucket.Equal);
        }
    }

    private sealed class Bucket(LabelSet equal)
    {
        public LabelSet Equal => equal;

        public SortedList<ulong, Source> Sources { get; } = [];

        /// <summary>How many alerts remember it.</summary>
        public int Targets { get; set; }

        public TrackedAlert? SourceOf(bool alsoSource, DateTimeOffset now)
        {
            for (int i = 0; i < Sources.Count; i++)
            {
                Source source = Sources.GetValueAtIndex(i);
                if (!source.Alert.Alert.IsResolvedAt(now) && !(alsoSource && source.AlsoTarget)) return source.Alert;
            }
            return null;
        }
    }

    private readonly record struct Source(TrackedAlert Alert, bool AlsoTarget);
}

/// <param name="Rule">Its name; may be empty.</param>
internal sealed record InhibitedBy(string Rule, ulong Source);
