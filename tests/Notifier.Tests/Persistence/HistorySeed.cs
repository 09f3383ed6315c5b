using Microsoft.EntityFrameworkCore;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

/// <summary>
/// A history of so many alerts, each of which fired and ended: alert i at second i, one of ten teams, a thousand names, five alerts in a
/// notification, every hundredth of those refused.
/// </summary>
internal static class HistorySeed
{
    public const int AlertsPerNotification = 5;
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LabelSet LabelsOf(int i) => LabelSet.Create(
        ("alertname", $"Alert{i % 1000}"), ("cluster", $"eu-{i % 7}"), ("instance", $"node-{i}:9100"), ("job", "node"), ("severity", i % 3 == 0 ? "critical" : "warning"), ("team", $"team-{i % 10}"));

    public static async Task FillAsync(IDbContextFactory<NotifierDbContext> database, int alerts)
    {
        const int Chunk = 5000;
        for (int from = 0; from < alerts; from += Chunk)
        {
            int until = Math.Min(from + Chunk, alerts);
            var events = new List<IRow>();
            var members = new List<IRow>();
            for (int i = from; i < until; i++)
            {
                events.Add(Event(i, AlertEventKind.Fired, Start.AddSeconds(i)));
                events.Add(Event(i, AlertEventKind.Resolved, Start.AddSeconds(i + 30)));
                members.Add(new GroupMemberRow { Fingerprint = Id(i), GroupId = Group(i), At = Start.AddSeconds(i) });
            }
            var deliveries = new List<IRow>();
            var links = new List<IRow>();
            var decisions = new List<IRow>();
            for (int i = from; i < until; i += AlertsPerNotification)
            {
                Delivery delivery = DeliveryOf(i);
                deliveries.Add(DeliveryMapping.Of(delivery));
                links.AddRange(delivery.Firing.Select(fingerprint => new DeliveryAlertRow
                {
                    Fingerprint = Model.Alerts.Fingerprint.Format(fingerprint),
                    DeliveryId = delivery.Id,
                    At = delivery.CreatedAt,
                    Resolved = false,
                }));
                decisions.Add(DeliveryMapping.Of(DecisionOf(i, delivery)));
            }
            await WriteAsync(database, events, members, deliveries, links, decisions);
        }
    }

    public static string Group(int i) => $"group-{i % 1000}";

    public static string Id(int i) => Model.Alerts.Fingerprint.Format(LabelsOf(i).Fingerprint());

    private static AlertEventRow Event(int i, AlertEventKind kind, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        Fingerprint = Id(i),
        Name = $"Alert{i % 1000}",
        Kind = kind,
        At = at,
        StartsAt = Start.AddSeconds(i),
        EndsAt = Start.AddSeconds(i + 30),
        Labels = Json.OfLabels(LabelsOf(i)),
        Annotations = "{\"summary\":\"something is wrong with this node and somebody should look at it\"}",
        GeneratorUrl = "http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
    };

    private static Delivery DeliveryOf(int i)
    {
        NotifiedAlert[] alerts =
        [
            .. Enumerable.Range(i, AlertsPerNotification).Select(one => new NotifiedAlert(
                new() { Labels = LabelsOf(one), StartsAt = Start.AddSeconds(one), EndsAt = Start.AddSeconds(one + 30), UpdatedAt = Start.AddSeconds(one) }, Resolved: false)),
        ];
        bool refused = i / AlertsPerNotification % 100 == 99;
        DateTimeOffset at = Start.AddSeconds(i + 10);
        return new Delivery
        {
            Id = Guid.CreateVersion7(at),
            FlushId = Guid.CreateVersion7(at),
            GroupId = Group(i),
            GroupKey = $"{{}}:{{team=\"team-{i % 10}\"}}",
            RouteId = "{}",
            GroupLabels = LabelSet.Create(("job", "node")),
            Receiver = $"receiver-{i % 20 / 5}",
            Integration = i % 2 == 0 ? "slack" : "email",
            Index = 0,
            Reason = Deduplication.FirstNotification,
            State = refused ? DeliveryState.Rejected : DeliveryState.Delivered,
            CreatedAt = at,
            FinishedAt = at.AddMilliseconds(80),
            Firing = [.. alerts.Select(alert => alert.Alert.Fingerprint)],
            CommonLabels = CommonLabels.Of(alerts),
            Title = "[FIRING:5] node",
            Message = new("slack", "[FIRING:5] node", [new("body", "application/json", new string('x', 1500))]),
            AttemptCount = 1,
            Attempts = [new(at, refused ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered, FailureReason.Other, refused ? "status 404" : "status 200", TimeSpan.FromMilliseconds(80))],
            Error = refused ? "status 404" : "",
        };
    }

    private static FlushDecision DecisionOf(int i, Delivery delivery) => new()
    {
        Id = Guid.CreateVersion7(delivery.CreatedAt),
        GroupId = delivery.GroupId,
        GroupKey = delivery.GroupKey,
        RouteId = "{}",
        Receiver = delivery.Receiver,
        At = delivery.CreatedAt,
        Alerts = delivery.Firing,
        AlertCount = AlertsPerNotification,
        Stages = [],
        Integrations = [new(delivery.Integration, i % 1, Send: true, delivery.Reason, delivery.State, delivery.Id) { Receiver = delivery.Receiver }],
        Succeeded = true,
    };

    private static async Task WriteAsync(IDbContextFactory<NotifierDbContext> database, params List<IRow>[] tables)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (List<IRow> rows in tables) context.AddRange(rows);
        await context.SaveChangesAsync();
    }
}
