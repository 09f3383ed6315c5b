using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// When a fallback is told: while an integration of the receiver it stands in for has failed often enough for this group, and, once it was told,
/// at the end. Between the return of the receiver and that end it hears nothing.
/// </summary>
internal sealed class FallbackPlan(FailureBook failures, NotificationLog log, TimeProvider clock)
{
    /// <summary>Known before the flush: the fallback need not wait until another attempt has failed.</summary>
    public bool IsDue(IReadOnlyList<IntegrationWork> primary, ReceiverExtras extras) =>
        extras.FallbackReceiver is not null && primary.Any(work => failures.Find(work.Key)?.Count >= extras.FallbackAfter);

    /// <summary>Everything is over, and the fallback still believes that it is not.</summary>
    public bool HasToClose(IReadOnlyList<IntegrationWork> fallback)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return fallback.Count > 0 && fallback[0].Alerts.All(alert => alert.Resolved)
            && fallback.Any(work => log.Find(work.Key, now) is { Firing.Count: > 0 } or { Opened.Count: > 0 });
    }
}
