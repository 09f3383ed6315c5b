using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What flushes last decided about an alert, now or by then, and the latest flush that came to the same verdicts.</summary>
internal sealed class LastDecisions(DecisionRecorder recorder, INotificationHistory history, IGroupStore groups, IShardLease lease, TimeProvider clock)
{
    public async Task<PathExplanation> NowAsync(PathExplanation path, ulong fingerprint, CancellationToken cancel)
    {
        if (!lease.IsHeld || recorder.Find(path.GroupId) is not { } known)
        {
            FlushDecision? stored = await StoredAsync(path.GroupId, fingerprint, clock.GetUtcNow(), cancel);
            // A flush that came to other verdicts would have left them.
            return path with { Last = stored, ConfirmedAt = path.Group?.LastFlush is { } flushed && flushed > stored?.At ? flushed : stored?.At };
        }
        return Concerns(known.Decision, fingerprint) ? path with { Last = known.Decision, ConfirmedAt = known.ConfirmedAt } : path;
    }

    public async Task<FlushDecision?> StoredAsync(string group, ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        HistoryPage<FlushDecision> page = await history.DecisionsAsync(new HistoryQuery { GroupId = group, Until = at, Limit = 1 }, cancel);
        return page.Items.FirstOrDefault(decision => Concerns(decision, fingerprint));
    }

    /// <summary>Null when nobody knows any more.</summary>
    public async Task<DateTimeOffset?> ConfirmedAsync(FlushDecision decision, DateTimeOffset at, CancellationToken cancel)
    {
        DateTimeOffset? later = lease.IsHeld && recorder.Find(decision.GroupId) is { } known && known.Decision.Id == decision.Id
            ? known.ConfirmedAt
            : await history.NextDecisionAsync(decision.GroupId, decision.Id, cancel)
                ?? (await groups.LoadAsync([decision.GroupId], cancel) is [{ LastFlush: { } flushed }] && flushed >= decision.At ? flushed : null);
        return later is { } end && decision.Every is { } every ? FlushTicks.Last(decision.At, end, every, at) : null;
    }

    private static bool Concerns(FlushDecision decision, ulong fingerprint) =>
        decision.Alerts.Contains(fingerprint) || decision.AlertCount > decision.Alerts.Count;
}
