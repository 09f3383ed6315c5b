using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>What two reports of one alert make together. Pure.</summary>
internal static class AlertMerge
{
    /// <summary>
    /// Overlapping reports are one incident and are joined; a report that begins after the old one ended begins a new incident with its own start.
    /// </summary>
    /// <param name="old">What is known.</param>
    /// <param name="report">What was just said.</param>
    public static Alert Apply(Alert old, Alert report, DateTimeOffset now) =>
        Inside(report.EndsAt, old) || Inside(report.StartsAt, old) ? Join(old, report, now) : report;

    private static bool Inside(DateTimeOffset moment, Alert alert) => alert.StartsAt < moment && moment < alert.EndsAt;

    private static Alert Join(Alert one, Alert other, DateTimeOffset now)
    {
        (Alert older, Alert newer) = other.UpdatedAt < one.UpdatedAt ? (other, one) : (one, other);
        bool keepsEnd = newer.IsResolvedAt(now)
            ? older.IsResolvedAt(now) && older.EndsAt > newer.EndsAt
            : older.EndsAt > newer.EndsAt && !older.Timeout;
        return newer with
        {
            StartsAt = older.StartsAt < newer.StartsAt ? older.StartsAt : newer.StartsAt,
            EndsAt = keepsEnd ? older.EndsAt : newer.EndsAt,
        };
    }
}
