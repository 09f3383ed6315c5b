using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Contracts.Bus;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Alerting.Sending;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Alerting.Sending;

public sealed class AlertOutletsTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly GivenSender _bus = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task An_alert_goes_by_the_bus_and_to_every_configured_Alertmanager()
    {
        await using Catcher catcher = await Catcher.StartAsync();
        await using AlertOutlets outlets = await Outlets($"""
            global: {"{external_labels: {region: eu, severity: low}}"}
            alerting:
              alert_relabel_configs:
              - {"{regex: replica, action: labeldrop}"}
              alertmanagers:
              - path_prefix: /am
                basic_auth: {"{username: u, password: p}"}
                static_configs:
                - targets: ['{catcher.Address.Authority}']
            """);
        outlets.Enqueue([Alert(("alertname", "A"), ("severity", "page"), ("replica", "1"))]);
        Assert.Equal(1, await catcher.WaitAsync(1));
        (string path, string authorization, JsonElement body) = catcher.Posts[0];
        Assert.Equal(("/am/api/v2/alerts", "Basic dTpw"), (path, authorization));
        Assert.Equal("""{"alertname":"A","region":"eu","severity":"page"}""", body[0].GetProperty("labels").GetRawText());
        Assert.Equal("2026-01-02T03:04:05.678Z", body[0].GetProperty("startsAt").GetString());
        Assert.Equal("2026-01-02T03:08:05.678Z", body[0].GetProperty("endsAt").GetString());
        Assert.Equal("http://t/graph", body[0].GetProperty("generatorURL").GetString());
        await _bus.WaitAsync(1);
        Assert.Equal(["alertname", "region", "severity"], _bus.Sent[0].Alerts[0].Labels.Keys);
    }

    [Fact]
    public async Task An_Alertmanager_that_is_ourselves_is_not_posted_to()
    {
        await using Catcher catcher = await Catcher.StartAsync();
        await using AlertOutlets outlets = await Outlets(
            $"alerting:\n  alertmanagers:\n  - static_configs:\n    - targets: ['{catcher.Address.Authority}', 'alertmanager:9093']\n",
            own: ["alertmanager:9093", catcher.Address.Authority]);
        outlets.Enqueue([Alert(("alertname", "A"))]);
        await _bus.WaitAsync(1);
        Assert.Empty(catcher.Posts);
        Assert.Equal(2, outlets.Configured.Count);
    }

    [Fact]
    public async Task A_dead_Alertmanager_is_counted_and_never_holds_up_the_bus()
    {
        await using AlertOutlets outlets = await Outlets("alerting:\n  alertmanagers:\n  - static_configs:\n    - targets: ['127.0.0.1:1']\n");
        for (int i = 0; i < 3; i++) outlets.Enqueue([Alert(("alertname", $"A{i}"))]);
        await _bus.WaitAsync(3);
        for (int i = 0; i < 500 && _meters.Total("prometheus_notifications_dropped_total") < 3; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(3, _meters.Total("prometheus_notifications_errors_total"));
        Assert.Equal(3, _meters.Total("prometheus_notifications_sent_total"));
    }

    [Fact]
    public async Task Batches_hold_at_most_64_alerts()
    {
        await using AlertOutlets outlets = await Outlets("global: {}");
        outlets.Enqueue([.. Enumerable.Range(0, 150).Select(i => Alert(("alertname", $"A{i}")))]);
        await _bus.WaitAsync(150);
        Assert.All(_bus.Sent, batch => Assert.InRange(batch.Alerts.Count, 1, 64));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"A{i}"), _bus.Sent.SelectMany(batch => batch.Alerts).Select(alert => alert.Labels["alertname"]));
    }

    [Fact]
    public async Task A_stop_sends_what_is_queued()
    {
        AlertOutlets outlets = await Outlets("global: {}");
        outlets.Enqueue([.. Enumerable.Range(0, 1000).Select(i => Alert(("alertname", $"A{i}")))]);
        await outlets.DisposeAsync();
        Assert.Equal(1000, _bus.Sent.Sum(batch => batch.Alerts.Count));
    }

    [Fact]
    public async Task A_batch_that_our_own_Notifiers_could_not_take_is_sent_again()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var parts = new OutletParts(10, 64, new SendingMetrics(_meters.Factory), clock, NullLogger.Instance);
        _bus.Outcome = AlertSendOutcome.Unreachable;
        await using var outlet = new AlertOutlet("bus", _bus, Tocsin.Model.Relabeling.Relabeler.None, insist: true, parts);
        outlet.Start();
        outlet.Enqueue([Alert(("alertname", "A"))]);
        for (int i = 0; i < 500 && _bus.Tried < 1; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        _bus.Outcome = AlertSendOutcome.Sent;
        for (int i = 0; i < 500 && _bus.Sent.Count < 1; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Single(_bus.Sent);
        Assert.Equal(0, _meters.Total("prometheus_notifications_dropped_total"));
    }

    [Fact]
    public async Task While_the_bus_is_away_the_first_peer_that_answers_takes_the_alerts()
    {
        var dead = new GivenSender { Outcome = AlertSendOutcome.Unreachable };
        var alive = new GivenSender();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var sender = new FallbackAlertSender(_bus, [dead, alive], clock, NullLogger.Instance);
        _bus.Outcome = AlertSendOutcome.Unreachable;
        var batch = new AlertBatch { Alerts = [new BusAlert { Labels = new Dictionary<string, string>() }] };
        for (int i = 0; i < 3; i++) Assert.Equal(AlertSendOutcome.Sent, await sender.SendAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal((1, 3, 3), (_bus.Tried, dead.Tried, alive.Tried));
        _bus.Outcome = AlertSendOutcome.Sent;
        clock.Advance(TimeSpan.FromSeconds(11));
        await sender.SendAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal((2, 3), (_bus.Tried, alive.Tried));
    }

    [Fact]
    public async Task Without_a_bus_the_peers_are_the_way()
    {
        var peer = new GivenSender();
        using var sender = new FallbackAlertSender(null, [peer], new Microsoft.Extensions.Time.Testing.FakeTimeProvider(), NullLogger.Instance);
        var batch = new AlertBatch { Alerts = [new BusAlert { Labels = new Dictionary<string, string>() }] };
        Assert.Equal(AlertSendOutcome.Sent, await sender.SendAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal(1, peer.Tried);
    }

    [Fact]
    public async Task A_full_queue_drops_the_oldest()
    {
        using var queue = new AlertQueue(3);
        BusAlert[] alerts = [.. Enumerable.Range(0, 5).Select(i => new BusAlert { Labels = new Dictionary<string, string> { ["n"] = $"{i}" } })];
        Assert.Equal(2, queue.Add(alerts));
        Assert.Equal(["2", "3", "4"], (await queue.TakeAsync(64, TestContext.Current.CancellationToken)).Select(alert => alert.Labels["n"]));
    }

    private async Task<AlertOutlets> Outlets(string yaml, params string[] own)
    {
        var problems = new ConfigProblems();
        PrometheusConfig config = PrometheusConfigLoader.Parse("prometheus.yml", yaml, new PrometheusLoadOptions(), problems)!;
        Assert.Empty(problems.Errors);
        var parts = new OutletParts(10_000, 64, new SendingMetrics(_meters.Factory), TimeProvider.System, NullLogger.Instance);
        var outlets = new AlertOutlets(_bus, own.ToHashSet(StringComparer.OrdinalIgnoreCase), parts);
        await outlets.Prepare(new AlertingModel { ExternalLabels = config.Global.ExternalLabels, Config = config.Alerting })();
        return outlets;
    }

    private static OutgoingAlert Alert(params ReadOnlySpan<(string, string)> labels)
    {
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        return new OutgoingAlert(LabelSet.Create(labels), LabelSet.Create(("summary", "s")), start, start.AddMinutes(4), "http://t/graph");
    }

    private sealed class GivenSender : IAlertSender
    {
        public AlertSendOutcome Outcome { get; set; }

        public int Tried { get; private set; }

        public List<AlertBatch> Sent { get; } = [];

        public ValueTask<AlertSendOutcome> SendAsync(AlertBatch batch, CancellationToken cancel)
        {
            Tried++;
            lock (Sent)
                if (Outcome == AlertSendOutcome.Sent)
                    Sent.Add(batch);
            return ValueTask.FromResult(Outcome);
        }

        public async Task WaitAsync(int alerts)
        {
            for (int i = 0; i < 500 && Count() < alerts; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
            Assert.Equal(alerts, Count());
        }

        private int Count()
        {
            lock (Sent) return Sent.Sum(batch => batch.Alerts.Count);
        }
    }
}
