using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>The entry that the notification log gets after a notification.</summary>
internal sealed class LogStamp(TimeSpan retention, TimeProvider clock)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>What the receiver kept for this incident; a new incident begins with nothing.</summary>
    public static IReadOnlyDictionary<string, string> DataOf(IntegrationJudgement judged) =>
        judged.Entry is null || judged.Verdict.Reason == Deduplication.FirstNotification ? Nothing : judged.Entry.Data;

    /// <param name="data">What the receiver asked to keep.</param>
    public LogEntry Of(IntegrationWork work, IntegrationJudgement judged, IReadOnlyDictionary<string, string> data)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TimeSpan repeat = work.Flush.Route.RepeatInterval;
        DateTimeOffset expires = now + (repeat < retention / 2 ? 2 * repeat : retention);
        HashSet<ulong> opened = work.ClosesOpened ? StillOpen(judged) : [];
        bool keeps = work.ClosesOpened && (opened.Count > 0 || judged.Firing.Count > 0);
        return new LogEntry(work.Key, work.Flush.GroupKey, judged.Firing, judged.Resolved, now, expires, data)
        {
            Opened = opened,
            KeptUntil = keeps ? now + retention : expires,
        };
    }

    /// <summary>After a send that was cut before its answer: it may have been read, so its ends are due; it may have been lost, so its beginnings are due again.</summary>
    public LogEntry OfCut(Delivery cut, NotificationLog log)
    {
        DateTimeOffset now = clock.GetUtcNow();
        LogEntry? before = log.Find(cut.Key, now);
        HashSet<ulong> opened = [.. cut.Firing];
        if ((before ?? log.FindOpened(cut.Key, now)) is { } known)
        {
            opened.UnionWith(known.Firing);
            opened.UnionWith(known.Opened);
        }
        opened.ExceptWith(before?.Firing ?? []);
        return new LogEntry(cut.Key, cut.GroupKey, before?.Firing ?? [], before?.Resolved ?? [], before?.At ?? cut.CreatedAt, now + retention, before?.Data ?? Nothing)
        {
            Opened = opened,
        };
    }

    private static HashSet<ulong> StillOpen(IntegrationJudgement judged)
    {
        if (judged.Entry is not { } before) return [];
        HashSet<ulong> open = [.. before.Firing, .. before.Opened];
        open.ExceptWith(judged.Firing);
        open.ExceptWith(judged.Resolved);
        return open;
    }
}
