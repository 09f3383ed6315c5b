using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// Keeps what flushes decide. A flush that comes to the same verdicts over the same alerts as the one before writes nothing, so a quiet group costs
/// nothing, however often it is looked at; a stored decision holds until the next one of its group.
/// </summary>
// Flushes of one group never overlap, so an entry has one writer at a time.
internal sealed class DecisionRecorder(INotificationStore store, Func<TimeSpan> retention, TimeProvider clock, ILogger<DecisionRecorder> logger)
{
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Known> _last = new();

    /// <summary>The present verdict of a group and when a flush last came to it; null when none was made in this process.</summary>
    public (FlushDecision Decision, DateTimeOffset ConfirmedAt)? Find(string groupId) =>
        _last.TryGetValue(groupId, out Known? known) ? (known.Decision, known.ConfirmedAt) : null;

    public async Task RecordAsync(FlushDecision decision, IReadOnlyList<FlushAlert> alerts)
    {
        _last.TryGetValue(decision.GroupId, out Known? known);
        bool sameAlerts = known is not null && known.HasAlerts(alerts);
        // Rewritten now and then, so that what holds for long does not grow older than the history is kept.
        if (sameAlerts && IsSame(known!.Decision, decision) && decision.At - known.Decision.At < retention() / 2)
        {
            known.ConfirmedAt = decision.At;
            return;
        }
        IReadOnlyList<ulong> joined = sameAlerts ? [] : known is null ? [.. alerts.Select(alert => alert.Fingerprint)] : known.Missing(alerts);
        _last[decision.GroupId] = new Known(decision, sameAlerts ? known!.Alerts : Known.Of(alerts));
        try
        {
            await store.WriteDecisionAsync(decision, joined);
        }
        catch (Exception e)
        {
            PipelineLog.NotStored(logger, e);
        }
    }

    /// <summary>Another Notifier was in charge until now: what it decided is not known here, and what was decided here before it is over.</summary>
    public void Reset() => _last.Clear();

    /// <summary>Forgets groups that are flushed no more.</summary>
    public void Collect()
    {
        DateTimeOffset oldest = clock.GetUtcNow() - ForgetAfter;
        foreach ((string group, Known known) in _last)
            if (known.ConfirmedAt < oldest)
                _last.TryRemove(KeyValuePair.Create(group, known));
    }

    /// <summary>Two sends are never the same: each has its own notification.</summary>
    private static bool IsSame(FlushDecision one, FlushDecision other) =>
        one.Succeeded == other.Succeeded
        && one.Receiver == other.Receiver
        && one.Every == other.Every
        && one.Integrations.SequenceEqual(other.Integrations)
        && one.Stages.Count == other.Stages.Count
        && one.Stages.Zip(other.Stages).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(StageVerdict one, StageVerdict other)
    {
        if (one.Stage != other.Stage || one.Count != other.Count || one.Dropped.Count != other.Dropped.Count) return false;
        for (int i = 0; i < one.Dropped.Count; i++)
        {
            DroppedAlert left = one.Dropped[i], right = other.Dropped[i];
            if (left.Fingerprint != right.Fingerprint || left.Why != right.Why || !left.By.SequenceEqual(right.By)) return false;
        }
        return true;
    }

    private sealed class Known(FlushDecision decision, (ulong Fingerprint, bool Resolved)[] alerts)
    {
        private long _confirmedAt = decision.At.UtcTicks;

        public FlushDecision Decision => decision;

        public (ulong Fingerprint, bool Resolved)[] Alerts => alerts;

        public DateTimeOffset ConfirmedAt
        {
            get => new(Interlocked.Read(ref _confirmedAt), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _confirmedAt, value.UtcTicks);
        }

        public static (ulong, bool)[] Of(IReadOnlyList<FlushAlert> flushed)
        {
            var known = new (ulong, bool)[flushed.Count];
            for (int i = 0; i < known.Length; i++) known[i] = (flushed[i].Fingerprint, flushed[i].Resolved);
            return known;
        }

        /// <summary>Flushes list their alerts in one order.</summary>
        public bool HasAlerts(IReadOnlyList<FlushAlert> flushed)
        {
            if (flushed.Count != alerts.Length) return false;
            for (int i = 0; i < alerts.Length; i++)
                if (alerts[i].Fingerprint != flushed[i].Fingerprint || alerts[i].Resolved != flushed[i].Resolved)
                    return false;
            return true;
        }

        public IReadOnlyList<ulong> Missing(IReadOnlyList<FlushAlert> flushed)
        {
            HashSet<ulong> known = [.. alerts.Select(alert => alert.Fingerprint)];
            return [.. flushed.Select(alert => alert.Fingerprint).Where(fingerprint => !known.Contains(fingerprint))];
        }
    }
}
