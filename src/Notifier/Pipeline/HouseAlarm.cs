using MassTransit;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// Raises an alert while a part of the house is away, the database or the broker, and ends it when the part is back. It goes the way of all alerts. Upstream has
/// neither part, so nothing that anybody brought along changes by it.
/// </summary>
/// <param name="bus">Null where there is none.</param>
/// <param name="patience">How long a part has to be away: its restart is no reason to wake anybody.</param>
internal sealed class HouseAlarm(
    IAlertIntake intake, INotifierState state, IBus? bus, NotifierInstance self, TimeSpan patience, TimeProvider clock, ILogger<HouseAlarm> logger) : IAsyncDisposable
{
    public const string DatabaseAway = "TocsinDatabaseAway";
    public const string BrokerAway = "TocsinBrokerAway";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>What is raised ends by itself if this process does not come back to end it.</summary>
    private static readonly TimeSpan RaisedFor = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SaidAgain = TimeSpan.FromMinutes(1);

    private readonly Trouble _database = new(DatabaseAway, "The database does not answer", "Alerts are taken and told from memory and a journal on disk; silences cannot be changed.");
    private readonly Trouble _broker = new(BrokerAway, "The message broker does not answer", "Alerts are taken over HTTP; the Notifiers hear of each other through the database.");
    private ITimer? _timer;
    private int _looking;

    public void Start() => _timer = clock.CreateTimer(_ => _ = LookAsync(), null, LookEvery, LookEvery);

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync();
    }

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1) return;
        try
        {
            await JudgeAsync(_database, state.Health.DatabaseAway is not null);
            // A bus in memory is never away, and one that has not been started yet is no news.
            bool away = bus is IBusControl control && bus.Address.Scheme != "loopback" && control.CheckHealth().Status != BusHealthStatus.Healthy;
            await JudgeAsync(_broker, away);
        }
        catch (Exception e)
        {
            PipelineLog.HouseAlarmFailed(logger, e);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task JudgeAsync(Trouble trouble, bool away)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!away)
        {
            trouble.Since = null;
            if (trouble.SaidAt is null) return;
            trouble.SaidAt = null;
            await PostAsync(trouble, trouble.StartedAt, now);
            return;
        }
        trouble.Since ??= now;
        if (now - trouble.Since < patience || now - trouble.SaidAt < SaidAgain) return;
        if (trouble.SaidAt is null) trouble.StartedAt = trouble.Since.Value;
        trouble.SaidAt = now;
        await PostAsync(trouble, trouble.StartedAt, now + RaisedFor);
    }

    private Task<IntakeResult> PostAsync(Trouble trouble, DateTimeOffset startsAt, DateTimeOffset endsAt) => intake.AcceptAsync(
        [
            new PostedAlert
            {
                Labels = LabelSet.Create(("alertname", trouble.Name), ("notifier", self.Id), ("severity", "critical")),
                Annotations = LabelSet.Create(("summary", trouble.Summary), ("description", trouble.Description)),
                StartsAt = startsAt,
                EndsAt = endsAt,
            },
        ],
        CancellationToken.None);

    private sealed class Trouble(string name, string summary, string description)
    {
        public string Name => name;

        public string Summary => summary;

        public string Description => description;

        public DateTimeOffset? Since { get; set; }

        public DateTimeOffset StartedAt { get; set; }

        public DateTimeOffset? SaidAt { get; set; }
    }
}
