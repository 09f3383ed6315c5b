using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Whether one integration is told, and of what.</summary>
/// <param name="Entry">What it was last told.</param>
/// <param name="Alerts">What the message would hold; empty when only the log moves on.</param>
internal sealed record IntegrationJudgement(
    DedupVerdict Verdict, LogEntry? Entry, HashSet<ulong> Firing, HashSet<ulong> Resolved, IReadOnlyList<FlushAlert> Alerts);

/// <summary>The stage "deduplicate": compares what passed with what was told before. Changes nothing, so that it also answers "what if".</summary>
internal sealed class IntegrationJudge(NotificationLog log)
{
    /// <param name="now">The wall clock, by which log entries expire.</param>
    public IntegrationJudgement Judge(IntegrationWork work, DateTimeOffset now)
    {
        bool sendResolved = work.Receiver.SendResolved;
        LogEntry? entry = log.Find(work.Key, now);
        List<FlushAlert> closing = Closing(work, now);
        IReadOnlyList<FlushAlert> alerts = work.Alerts;
        if (closing.Count > 0)
        {
            closing.AddRange(alerts);
            closing.Sort(FlushOrder.Instance);
            alerts = closing;
        }
        HashSet<ulong> firing = [.. alerts.Where(alert => !alert.Resolved).Select(alert => alert.Fingerprint)];
        HashSet<ulong> resolved = [.. alerts.Where(alert => alert.Resolved).Select(alert => alert.Fingerprint)];
        DedupVerdict verdict = alerts.Count == 0
            ? new(false, "nothing of it was told here, so there is nothing to close")
            : Deduplication.Decide(entry, firing, resolved, sendResolved, work.Flush.Route.RepeatInterval, work.Flush.Now);
        // What was muted when the log was last written is not in it as firing; its beginning was told all the same.
        if (!verdict.Send && closing.Count > 0) verdict = new(true, firing.Count == 0 ? Deduplication.AllResolved : Deduplication.SomeResolved);
        if (!verdict.Send) return new(verdict, entry, firing, resolved, []);
        FlushAlert[] told = [.. alerts.Where(alert => sendResolved || !alert.Resolved)];
        if (told.Length == 0) verdict = new(false, verdict.Reason + ", and the receiver does not want to hear of ends") { MovesLog = true };
        return new(verdict, entry, firing, resolved, told);
    }

    private List<FlushAlert> Closing(IntegrationWork work, DateTimeOffset now)
    {
        if (!work.ClosesOpened || work.HeldEnds.Count == 0 || !work.Receiver.SendResolved) return [];
        return log.FindOpened(work.Key, now) is { } entry ? [.. work.HeldEnds.Where(alert => entry.HasOpened(alert.Fingerprint))] : [];
    }
}
