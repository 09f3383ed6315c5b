using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Persistence;

public sealed class DbAlertStateStoreTests : IDisposable
{
    private static readonly RuleKey Rule = new(new GroupKey("rules.yml", "g"), "alert A{}");

    private readonly TestDatabase _database = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly DbAlertStateStore _store;

    public DbAlertStateStoreTests() => _store = new DbAlertStateStore(_database, _meters.Factory, _clock, NullLogger.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _meters.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task What_is_saved_is_loaded_again_bit_by_bit()
    {
        StoredAlert alert = Alert("ä", double.PositiveInfinity) with { FiredAt = 2, KeepFiringSince = 3, LastSentAt = 4, ResolvedAt = 5 };
        await _store.SaveAsync(new AlertStateChanges([alert], []), Stop);
        Assert.Equal(alert, Assert.Single((await _store.LoadAsync(Rule.Group, Stop))!));
        Assert.Empty((await _store.LoadAsync(new GroupKey("rules.yml", "h"), Stop))!);
    }

    [Fact]
    public async Task A_second_save_replaces_and_a_removal_removes()
    {
        await _store.SaveAsync(new AlertStateChanges([Alert("a", 1), Alert("b", 1)], []), Stop);
        await _store.SaveAsync(new AlertStateChanges([Alert("a", 2)], [(Rule, Alert("b", 1).Labels)]), Stop);
        Assert.Equal(2.0, Assert.Single(_database.States()).Value);
    }

    [Fact]
    public async Task Thousands_of_rows_go_in_one_save()
    {
        int before = _database.Opened;
        await _store.SaveAsync(new AlertStateChanges([.. Enumerable.Range(0, 3000).Select(i => Alert($"i{i}", i))], []), Stop);
        Assert.Equal(before + 1, _database.Opened);
        Assert.Equal(3000, _database.States().Count);
    }

    [Fact]
    public async Task While_the_database_is_away_it_is_asked_only_every_few_seconds_and_the_newest_state_counts()
    {
        _database.Away = true;
        await _store.SaveAsync(new AlertStateChanges([Alert("a", 1)], []), Stop);
        await _store.SaveAsync(new AlertStateChanges([Alert("a", 2), Alert("b", 1)], []), Stop);
        await _store.SaveAsync(new AlertStateChanges([], [(Rule, Alert("b", 1).Labels)]), Stop);
        Assert.Equal(1, _meters.Total("tocsin_engine_database_failures_total"));
        Assert.Null(await _store.LoadAsync(Rule.Group, Stop));
        _database.Away = false;
        Assert.False(await _store.FlushAsync(Stop));
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await _store.FlushAsync(Stop));
        Assert.Equal(2.0, Assert.Single(_database.States()).Value);
        Assert.Equal(0, _store.Waiting);
    }

    private static StoredAlert Alert(string instance, double value) => new()
    {
        Rule = Rule,
        RuleName = "A",
        Labels = LabelSet.Create(("alertname", "A"), ("instance", instance)),
        Annotations = LabelSet.Create(("summary", "Ωmega")),
        State = AlertState.Firing,
        Value = value,
        ActiveAt = 1,
    };
}
