using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>How alerts are kept and told.</summary>
/// <param name="ResendDelay">How long a firing alert is not told again.</param>
/// <param name="RestoreSettle">How long after the start a restored alert waits for its expression to confirm it; null: <see cref="AlertingSettings.ScrapeSettle"/>.</param>
internal sealed record DispatchOptions(TimeSpan ResendDelay, TimeSpan? RestoreSettle, Uri ExternalUrl);

/// <summary>
/// Stands around the evaluations of every group: brings stored state before the first one; after each one saves what changed, records the
/// transitions and hands on what must be told, in this order.
/// </summary>
internal sealed class AlertDispatcher(
    DispatchOptions options,
    AlertingSettings settings,
    IAlertStateStore store,
    IEnumerable<IAlertEventSink> sinks,
    IAlertOutput output,
    TimeProvider clock) : IGroupListener
{
    private readonly long _resendDelay = (long)options.ResendDelay.TotalMilliseconds;
    private readonly IAlertEventSink[] _sinks = [.. sinks];
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public async ValueTask EvaluatingAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel)
    {
        if (!rules.Any(rule => rule is AlertingRule { Restored: false })) return;
        if (await store.LoadAsync(group.Key, cancel).ConfigureAwait(false) is not { } stored) return;
        long confirmBy = (_started + (options.RestoreSettle ?? settings.ScrapeSettle) + group.Interval).ToUnixTimeMilliseconds();
        ILookup<string, StoredAlert> byRule = stored.ToLookup(alert => alert.Rule.Identity);
        foreach ((AlertingRule rule, RuleKey key) in Keyed(group.Key, rules))
            if (!rule.Restored)
                rule.Restore(byRule[key.Identity], confirmBy);
        var known = Keyed(group.Key, rules).Select(pair => pair.Key.Identity).ToHashSet();
        var gone = stored.Where(alert => !known.Contains(alert.Rule.Identity)).Select(alert => (alert.Rule, alert.Labels)).ToList();
        if (gone.Count > 0) await store.SaveAsync(new AlertStateChanges([], gone), cancel).ConfigureAwait(false);
    }

    public async ValueTask EvaluatedAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel)
    {
        var saved = new List<StoredAlert>();
        var removed = new List<(RuleKey, LabelSet)>();
        List<AlertEvent>? events = null;
        List<OutgoingAlert>? told = null;
        foreach ((AlertingRule rule, RuleKey key) in Keyed(group.Key, rules))
        {
            if (rule.Evaluated) CollectTold(group, rule, tick.Slot, ref told);
            if (rule.Restored) CollectChanges(rule, key, saved, removed);
            foreach (AlertTransition transition in rule.Transitions) (events ??= []).Add(new AlertEvent(group.Key, rule.Model.Name, transition));
            rule.Transitions.Clear();
        }
        var changes = new AlertStateChanges(saved, removed);
        if (!changes.IsEmpty) await store.SaveAsync(changes, cancel).ConfigureAwait(false);
        if (events is not null)
            foreach (IAlertEventSink sink in _sinks)
                sink.Record(events);
        if (told is not null) output.Enqueue(told);
    }

    public ValueTask ConfiguredAsync(IReadOnlyList<RuleGroupModel> groups, CancellationToken cancel) =>
        store.KeepOnlyAsync([.. groups.Select(group => group.Key)], cancel);

    private void CollectTold(RuleGroupModel group, AlertingRule rule, long time, ref List<OutgoingAlert>? told)
    {
        long validFor = 4 * Math.Max((long)group.Interval.TotalMilliseconds, _resendDelay);
        string? link = null;
        foreach (ActiveAlert alert in rule.Alerts)
        {
            if (!alert.NeedsSending(time, _resendDelay)) continue;
            alert.LastSentAt = time;
            alert.ValidUntil = time + validFor;
            (told ??= []).Add(Outgoing(alert, link ??= GeneratorLink.For(options.ExternalUrl, rule.Model.Query)));
        }
    }

    // A mere repetition changes LastSentAt only and costs no write: after a restart it can be one resend delay early, never late.
    private static void CollectChanges(AlertingRule rule, RuleKey key, List<StoredAlert> saved, List<(RuleKey, LabelSet)> removed)
    {
        foreach (ActiveAlert gone in rule.Forgotten) removed.Add((key, gone.Labels));
        rule.Forgotten.Clear();
        foreach (ActiveAlert alert in rule.Alerts)
        {
            if (!alert.Changed) continue;
            alert.Changed = false;
            saved.Add(StoredAlert.Of(alert, key, rule.Model.Name));
        }
    }

    private static OutgoingAlert Outgoing(ActiveAlert alert, string link) => new(
        alert.Labels,
        alert.Annotations,
        DateTimeOffset.FromUnixTimeMilliseconds(alert.FiredAt),
        DateTimeOffset.FromUnixTimeMilliseconds(alert.State == AlertState.Inactive ? alert.ResolvedAt : alert.ValidUntil),
        link);

    // Rules of equal identity are told apart by their order, as in a reload.
    private static IEnumerable<(AlertingRule Rule, RuleKey Key)> Keyed(GroupKey group, IReadOnlyList<IRule> rules)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (IRule any in rules)
        {
            if (any is not AlertingRule rule) continue;
            string identity = rule.Model.Identity;
            int number = seen[identity] = seen.GetValueOrDefault(identity) + 1;
            yield return (rule, new RuleKey(group, number == 1 ? identity : $"{identity}#{number}"));
        }
    }
}
