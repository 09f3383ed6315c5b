using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>
/// The sources of all rules, in buckets: one for each rule and each set of equal labels. Ended sources stay there and are passed over until they are forgotten.
/// </summary>
// Guarded by the lock of the Inhibitor. A bucket stays while it has sources or anybody remembers it.
internal sealed class InhibitIndex(IReadOnlyList<InhibitRule> rules)
{
    private readonly Dictionary<(InhibitRule, LabelSet), InhibitBucket> _buckets = [];
    private readonly Dictionary<InhibitThreat[], InhibitThreats> _threats = new(new SameThreats());

    public void Add(TrackedAlert alert)
    {
        LabelSet labels = alert.Alert.Labels;
        foreach (InhibitRule rule in rules)
            if (rule.IsSource(labels))
                Of(rule, rule.EqualPart(labels)).Sources[alert.Fingerprint] = new(alert, rule.IsTarget(labels));
    }

    public void Remove(TrackedAlert alert)
    {
        LabelSet labels = alert.Alert.Labels;
        foreach (InhibitRule rule in rules)
        {
            if (!rule.IsSource(labels) || !_buckets.TryGetValue((rule, rule.EqualPart(labels)), out InhibitBucket? bucket)) continue;
            bucket.Sources.Remove(alert.Fingerprint);
            Drop(bucket);
        }
    }

    /// <summary>Give it back by <see cref="Release"/>. Alerts with the same threats share them.</summary>
    public InhibitThreats ThreatsTo(LabelSet target)
    {
        var found = new List<InhibitThreat>();
        foreach (InhibitRule rule in rules)
            if (rule.IsTarget(target))
                found.Add(new(rule, Of(rule, rule.EqualPart(target)), rule.IsSource(target)));
        InhibitThreat[] all = [.. found];
        if (!_threats.TryGetValue(all, out InhibitThreats? threats)) _threats[all] = threats = new InhibitThreats(this, all);
        threats.Users++;
        foreach (InhibitThreat threat in all) threat.Bucket.Users++;
        return threats;
    }

    public void Release(InhibitThreats threats)
    {
        if (!ReferenceEquals(threats.Owner, this)) return;
        if (--threats.Users == 0) _threats.Remove(threats.All);
        foreach (InhibitThreat threat in threats.All)
        {
            threat.Bucket.Users--;
            Drop(threat.Bucket);
        }
    }

    private InhibitBucket Of(InhibitRule rule, LabelSet equal)
    {
        if (!_buckets.TryGetValue((rule, equal), out InhibitBucket? bucket)) _buckets[(rule, equal)] = bucket = new InhibitBucket(rule, equal);
        return bucket;
    }

    private void Drop(InhibitBucket bucket)
    {
        if (bucket.Users == 0 && bucket.Sources.Count == 0) _buckets.Remove((bucket.Rule, bucket.Equal));
    }

    private sealed class SameThreats : IEqualityComparer<InhibitThreat[]>
    {
        public bool Equals(InhibitThreat[]? x, InhibitThreat[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(InhibitThreat[] all)
        {
            var hash = new HashCode();
            foreach (InhibitThreat threat in all) hash.Add(threat);
            return hash.ToHashCode();
        }
    }
}

/// <summary>The sources of one rule that agree in the equal labels.</summary>
internal sealed class InhibitBucket(InhibitRule rule, LabelSet equal)
{
    public InhibitRule Rule => rule;

    public LabelSet Equal => equal;

    public SortedList<ulong, InhibitSource> Sources { get; } = [];

    /// <summary>How many alerts remember it.</summary>
    public int Users { get; set; }
}

/// <param name="AlsoTarget">It is a target of the same rule.</param>
internal readonly record struct InhibitSource(TrackedAlert Alert, bool AlsoTarget);

/// <summary>A bucket whose sources would inhibit an alert.</summary>
/// <param name="AlsoSource">The alert is a source of the same rule.</param>
internal readonly record struct InhibitThreat(InhibitRule Rule, InhibitBucket Bucket, bool AlsoSource);

/// <summary>All that could inhibit an alert, in order of the rules.</summary>
internal sealed class InhibitThreats(InhibitIndex owner, InhibitThreat[] all) : IAlertMemo
{
    public InhibitIndex Owner => owner;

    public InhibitThreat[] All => all;

    public int Users { get; set; }

    /// <summary>Some bucket has a source; it may have ended. A look that needs no lock.</summary>
    public bool Any
    {
        get
        {
            foreach (InhibitThreat threat in all)
                if (threat.Bucket.Sources.Count > 0)
                    return true;
            return false;
        }
    }

    /// <summary>Under the lock of the Inhibitor.</summary>
    public InhibitedBy? Find(DateTimeOffset now)
    {
        foreach (InhibitThreat threat in all)
        {
            SortedList<ulong, InhibitSource> sources = threat.Bucket.Sources;
            for (int i = 0; i < sources.Count; i++)
            {
                InhibitSource source = sources.GetValueAtIndex(i);
                if (!source.Alert.Alert.IsResolvedAt(now) && !(threat.AlsoSource && source.AlsoTarget)) return new(threat.Rule.Name, source.Alert.Fingerprint);
            }
        }
        return null;
    }
}
