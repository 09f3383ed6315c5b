using System.Globalization;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// Raises an alert of our own while notifications to an integration fail, and ends it when they get through. It goes the way of all alerts; a
/// notification that tells of nothing else never raises another, and since it is one alert per integration, no failure can breed failures.
/// </summary>
internal sealed class DeliveryAlarm(IAlertIntake intake, AlertProjection alerts, INotifierConfig config, TimeProvider clock, ILogger<DeliveryAlarm> logger)
{
    public const string AlertName = "TocsinDeliveryFailing";

    private const int MaxErrorShown = 500;
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Receiver, string Integration, int Index), Trouble> _troubles = [];

    /// <summary>After a start: what failed in a former life still counts.</summary>
    public void Load(IReadOnlyList<DeliveryFailure> failures)
    {
        lock (_lock)
        {
            _troubles.Clear();
            foreach (DeliveryFailure failure in failures)
            {
                Trouble trouble = TroubleOf(failure.Key);
                trouble.Groups[failure.Key.GroupId] = failure.TryingUntil;
                trouble.Error = failure.Error;
                // It was raised then, if at all; its end is posted only where it is known to fire.
                if (failure.TryingUntil > trouble.RaisedUntil) trouble.RaisedUntil = failure.TryingUntil;
            }
        }
    }

    public Task FailedAsync(DeliveryFailure failure, IReadOnlyList<NotifiedAlert> told)
    {
        if (!config.Current.Config.Tocsin.DeliveryAlerts || told.All(alert => alert.Alert.Name == AlertName)) return Task.CompletedTask;
        DateTimeOffset until = failure.TryingUntil;
        lock (_lock)
        {
            Trouble trouble = TroubleOf(failure.Key);
            trouble.Groups[failure.Key.GroupId] = until;
            // A thousand groups that fail together are one alert, told once.
            if (until <= trouble.RaisedUntil + Slack && trouble.RaisedUntil > clock.GetUtcNow()) return Task.CompletedTask;
            trouble.RaisedUntil = until;
            trouble.Error = failure.Error;
        }
        return PostAsync(failure.Key, until, failure.Error);
    }

    public Task DeliveredAsync(LogKey key)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string error;
        lock (_lock)
        {
            if (!_troubles.TryGetValue((key.Receiver, key.Integration, key.Index), out Trouble? trouble)) return Task.CompletedTask;
            trouble.Groups.Remove(key.GroupId);
            if (trouble.Groups.Values.Any(until => until > now)) return Task.CompletedTask;
            _troubles.Remove((key.Receiver, key.Integration, key.Index));
            error = trouble.Error;
        }
        bool fires = alerts.Find(LabelsOf(key).Fingerprint()) is { } known && !known.Alert.IsResolvedAt(now);
        return fires ? PostAsync(key, now, error) : Task.CompletedTask;
    }

    private Trouble TroubleOf(LogKey key)
    {
        var integration = (key.Receiver, key.Integration, key.Index);
        if (!_troubles.TryGetValue(integration, out Trouble? trouble)) _troubles[integration] = trouble = new Trouble();
        return trouble;
    }

    private static LabelSet LabelsOf(LogKey key) => LabelSet.Create(
        ("alertname", AlertName),
        ("receiver", key.Receiver),
        ("integration", key.Integration),
        ("index", key.Index.ToString(CultureInfo.InvariantCulture)),
        ("severity", "critical"));

    private async Task PostAsync(LogKey key, DateTimeOffset until, string error)
    {
        var alert = new PostedAlert
        {
            Labels = LabelsOf(key),
            Annotations = LabelSet.Create(
                ("summary", $"Notifications to {key.Receiver} ({key.Integration}) are not delivered"),
                ("description", error.Length > MaxErrorShown ? error[..MaxErrorShown] + "..." : error)),
            StartsAt = clock.GetUtcNow(),
            EndsAt = until,
        };
        try
        {
            await intake.AcceptAsync([alert], CancellationToken.None);
        }
        catch (Exception e)
        {
            PipelineLog.AlarmFailed(logger, key.Receiver, key.Integration, key.Index, e);
        }
    }

    private sealed class Trouble
    {
        /// <summary>Group to when it should have tried again.</summary>
        public Dictionary<string, DateTimeOffset> Groups { get; } = [];

        public DateTimeOffset RaisedUntil { get; set; }

        public string Error { get; set; } = "";
    }
}
