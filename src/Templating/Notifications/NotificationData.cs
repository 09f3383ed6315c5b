using System.Buffers;

namespace Tocsin.Templating.Notifications;

/// <summary>What a notification template works on: one group of alerts for one receiver.</summary>
public sealed record NotificationData
{
    private static readonly SearchValues<char> RegexSpecial = SearchValues.Create(@"\.+*?()|[]{}^$");

    /// <summary>The receiver's name, with the characters of regular expressions escaped as upstream does.</summary>
    public string Receiver { get; init; } = "";

    /// <summary><c>firing</c> while any alert fires, else <c>resolved</c>.</summary>
    public string Status { get; init; } = "";

    public IReadOnlyList<AlertData> Alerts { get; init; } = [];

    public KeyValues GroupLabels { get; init; } = KeyValues.Empty;

    public KeyValues CommonLabels { get; init; } = KeyValues.Empty;

    public KeyValues CommonAnnotations { get; init; } = KeyValues.Empty;

    public KeyValues RouteLabels { get; init; } = KeyValues.Empty;

    public string ExternalUrl { get; init; } = "";

    /// <summary>Why this notification is sent, e.g. <c>first notification</c>; empty when unknown.</summary>
    public string NotificationReason { get; init; } = "";

    /// <summary>Computes the status and what all alerts have in common; the receiver's name is given as configured.</summary>
    public static NotificationData Create(
        string receiver,
        IReadOnlyList<AlertData> alerts,
        KeyValues groupLabels,
        KeyValues routeLabels,
        string externalUrl,
        string notificationReason) => new()
        {
            Receiver = RegexEscape(receiver),
            Status = alerts.Any(a => a.IsFiring) ? AlertData.Firing : AlertData.Resolved,
            Alerts = alerts,
            GroupLabels = groupLabels,
            CommonLabels = Common(alerts, a => a.Labels),
            CommonAnnotations = Common(alerts, a => a.Annotations),
            RouteLabels = routeLabels,
            ExternalUrl = externalUrl,
            NotificationReason = notificationReason,
        };

    private static KeyValues Common(IReadOnlyList<AlertData> alerts, Func<AlertData, KeyValues> of)
    {
        if (alerts.Count == 0) return KeyValues.Empty;
        return new KeyValues(of(alerts[0]).Where(p => alerts.All(a => of(a).TryGet(p.Key, out string? value) && value == p.Value)));
    }

    private static string RegexEscape(string name)
    {
        if (!name.AsSpan().ContainsAny(RegexSpecial)) return name;
        var escaped = new System.Text.StringBuilder(name.Length + 8);
        foreach (char c in name)
        {
            if (RegexSpecial.Contains(c)) escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
