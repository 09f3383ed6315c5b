using Npgsql;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>The owner of the groups goes, and another takes them over: what became due in between is told then, not a group_interval later.</summary>
public sealed class TakeOverStory(Containers containers) : IClassFixture<Containers>
{
    private const string Config = """
        route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 5h, repeat_interval: 10h}
        receivers: [{name: hook, webhook_configs: [{url: 'HOOK/'}]}]
        """;

    /// <summary>Longer than a lease lasts.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    /// <summary>Reading what they left takes the new owner a moment, and their ticks come meanwhile.</summary>
    private const int Crowd = 1000;

    [Fact]
    public async Task What_is_accepted_after_the_owners_death_is_told_as_soon_as_the_lease_has_run_out()
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 2, containers, _cancel);
        await cluster.PostAsync("/api/v2/alerts", "[" + string.Join(',', Enumerable.Range(0, Crowd).Select(i => $$"""{"labels":{"alertname":"crowd {{i}}"} }""")) + "]", 0, _cancel);
        for (int i = 0; i < Crowd; i++) await ToldAsync(cluster, $"crowd {i}");
        for (int owner = 0, round = 0; round < 3; owner = 1 - owner, round++)
        {
            await cluster.AlertAsync($"before {round}", owner, _cancel);
            await ToldAsync(cluster, $"before {round}");
            await cluster.Nodes[owner].KillAsync(_cancel);
            for (int i = 0; i < 20; i++) await cluster.AlertAsync($"after {round} {i}", 1 - owner, _cancel);
            for (int i = 0; i < 20; i++) await ToldAsync(cluster, $"after {round} {i}");
            await cluster.Nodes[owner].RestartAsync(_cancel);
        }
        // The last send before a death may have been cut before its record.
        Assert.All(cluster.Told.Repeats().Keys, name => Assert.StartsWith("before", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_stops_in_an_orderly_way_gives_the_groups_away_at_once()
    {
        string postgres = await NotifierCluster.FreshDatabaseAsync(await containers.PostgresAsync(), _cancel);
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 2, [$"--database={postgres}", $"--bus={await containers.BrokerAsync()}"], _cancel);
        await cluster.AlertAsync("before", 0, _cancel);
        await ToldAsync(cluster, "before");
        Assert.Equal(3, await LeasesAsync(postgres));
        Assert.Equal(0, await cluster.Nodes[0].StopAsync(_cancel));
        // Its presence is gone, and the groups are free or already the other's.
        Assert.Equal(0, await LeasesAsync(postgres, "owner NOT LIKE '%' || (SELECT split_part(owner, ' ', 1) FROM notifier.leases WHERE shard < 0) || '%'"));
        Assert.DoesNotContain("level=WARN", cluster.Nodes[0].Output, StringComparison.Ordinal);
        await cluster.AlertAsync("after", 1, _cancel);
        await ToldAsync(cluster, "after");
        Assert.Empty(cluster.Told.Repeats());
    }

    private Task ToldAsync(NotifierCluster cluster, string name) =>
        Poll.UntilAsync(name + " to be told\n" + cluster.Output(), Soon, () => Task.FromResult(cluster.Told.Firing(name).Count > 0), _cancel);

    /// <summary>How many hold at present.</summary>
    private async Task<long> LeasesAsync(string postgres, string whose = "true")
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(_cancel);
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = $"SELECT count(*) FROM notifier.leases WHERE expires_at > extract(epoch FROM clock_timestamp()) * 10000000 AND ({whose})";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(_cancel))!;
    }
}
