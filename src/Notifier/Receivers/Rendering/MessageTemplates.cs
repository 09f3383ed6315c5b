using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>The templates of one configuration, and how a notification looks to them. Immutable, thread-safe.</summary>
/// <param name="externalUrl">Without a slash at its end.</param>
internal sealed class MessageTemplates(NotificationTemplates templates, string externalUrl)
{
    public string ExternalUrl => externalUrl;

    public TemplateRun Run(NotificationData data, CancellationToken cancel) => new(templates, data, cancel);

    /// <summary>A firing alert shows no end, whatever end it will be given when nothing more is heard of it.</summary>
    public NotificationData Data(string receiver, Notification notification, int maxAlerts = int.MaxValue)
    {
        var alerts = new List<AlertData>(Math.Min(notification.Alerts.Count, maxAlerts));
        foreach (NotifiedAlert notified in notification.Alerts.Take(maxAlerts)) alerts.Add(ToData(notified));
        return NotificationData.Create(
            receiver, alerts, ToKeyValues(notification.GroupLabels), ToKeyValues(notification.RouteLabels), externalUrl, notification.Reason);
    }

    private static AlertData ToData(NotifiedAlert notified)
    {
        Alert alert = notified.Alert;
        return new AlertData(
            notified.Resolved ? AlertData.Resolved : AlertData.Firing,
            ToKeyValues(alert.Labels),
            ToKeyValues(alert.Annotations),
            alert.StartsAt,
            notified.Resolved ? alert.EndsAt : default,
            alert.GeneratorUrl,
            Fingerprint.Format(alert.Fingerprint));
    }

    private static KeyValues ToKeyValues(LabelSet labels) => labels.Count == 0 ? KeyValues.Empty : new KeyValues(labels.ToStrings());
}
