using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Rules;
using Tocsin.Engine.Tests.Persistence;

namespace Tocsin.Engine.Tests.Alerting;

/// <summary>One life of an Engine over a database that outlives it: a group, its dispatcher and what it told.</summary>
internal sealed class AlertingProcess : IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private readonly SemaphoreSlim _gate = new(4);

    public AlertingProcess(TestDatabase database, GivenQuery query, FakeTimeProvider clock, RuleGroupModel group, TimeSpan? settle = null)
    {
        Clock = clock;
        var settings = new AlertingSettings();
        States = new DbAlertStateStore(database, _meters.Factory, clock, NullLogger.Instance);
        History = new DbAlertHistory(database, TimeSpan.FromDays(1), _meters.Factory, clock, NullLogger.Instance);
        var url = new Uri("http://tocsin.example/pfx/");
        var dispatcher = new AlertDispatcher(new DispatchOptions(TimeSpan.FromMinutes(1), settle ?? TimeSpan.Zero, url), settings, States, [History], Told, clock);
        Runner = new RuleGroupRunner(group, new RunnerParts(
            new MemorySamples(), new RuleFactory(query, settings, url, clock), dispatcher, new RuleMetrics(_meters.Factory, clock), _gate, clock, NullLogger.Instance));
        Dispatcher = dispatcher;
    }

    public FakeTimeProvider Clock { get; }

    public DbAlertStateStore States { get; }

    public DbAlertHistory History { get; }

    public AlertDispatcher Dispatcher { get; }

    public RuleGroupRunner Runner { get; }

    public ToldAlerts Told { get; } = new();

    public ActiveAlert Alert => ((AlertingRule)Runner.Rules[0].Rule).Alerts.Single();

    public IReadOnlyList<ActiveAlert> Alerts => ((AlertingRule)Runner.Rules[0].Rule).Alerts;

    /// <summary>Evaluates now, after the clock went on.</summary>
    public async Task EvaluateAsync(TimeSpan later)
    {
        Clock.Advance(later);
        await Runner.EvaluateAsync(Clock.GetUtcNow().ToUnixTimeMilliseconds(), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        States.Dispose();
        _gate.Dispose();
        _meters.Dispose();
    }

    internal sealed class ToldAlerts : IAlertOutput
    {
        public List<OutgoingAlert> All { get; } = [];

        public void Enqueue(IReadOnlyList<OutgoingAlert> alerts) => All.AddRange(alerts);
    }
}
