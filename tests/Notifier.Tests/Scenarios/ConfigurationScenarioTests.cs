using System.Text.Json;
using Tocsin.Testing.Peers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Reloads (K1 to K20, T7, H1): each configuration has upstream's verdict, and one that is refused leaves the old one running.</summary>
public sealed class ConfigurationScenarioTests
{
    private const string Running = """
        route: {receiver: team, group_wait: 0s, group_interval: 1s, group_by: [alertname]}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        """;

    [Fact]
    public async Task A_refused_file_leaves_the_old_one_running_and_an_accepted_one_takes_over()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Running);
        var wrong = new List<string>();
        foreach (ConfigurationCase one in ConfigurationTable.All)
        {
            bool taken = await notifier.TryReloadAsync(one.File);
            if (taken != one.Good) wrong.Add($"{one.Name}: {(taken ? "taken" : "refused")}");
            if (notifier.Meters.Read("alertmanager_config_last_reload_successful") != (taken ? 1 : 0)) wrong.Add(one.Name + ": counted otherwise");
            if (taken) Assert.True(await notifier.TryReloadAsync(Running));
            else if (!(await OriginalAsync(notifier)).Contains("receiver: team", StringComparison.Ordinal)) wrong.Add(one.Name + ": what ran before is gone");
        }
        Assert.Empty(wrong);
        await notifier.FireAsync(("alertname", "a"));
        await notifier.UntilAsync(1);
        Assert.Equal("a(0)", Assert.Single(notifier.Hooks.All).Told);
    }

    [Fact]
    public async Task The_real_Alertmanager_has_the_same_verdicts()
    {
        string? program = PeerPrograms.Find("alertmanager");
        Assert.SkipWhen(program is null, "needs alertmanager in TOCSIN_PEERS_DIR/bin");
        await using PeerStage peer = await PeerStage.StartAsync(program, Running, []);
        var wrong = new List<string>();
        foreach (ConfigurationCase one in ConfigurationTable.All.Where(one => !one.OursAlone))
            if (await peer.ReloadAsync(one.File) == 200 != one.Good) wrong.Add(one.Name);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task K10_what_is_shown_has_no_secret_and_can_be_loaded_and_shown_again()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            global: {slack_api_url: 'http://127.0.0.1:1/hunter2', smtp_auth_password: hunter2, victorops_api_key: hunter2, http_config: {basic_auth: {username: u, password: hunter2}}}
            route: {receiver: team}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/hunter2'}], pagerduty_configs: [{routing_key: hunter2}]}]
            """);
        string shown = await OriginalAsync(notifier);
        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.True(await notifier.TryReloadAsync(shown));
        Assert.Equal(shown, await OriginalAsync(notifier));
    }

    private static async Task<string> OriginalAsync(ScenarioNotifier notifier)
    {
        JsonElement status = await notifier.GetAsync("/api/v2/status");
        return status.GetProperty("config").GetProperty("original").GetString()!;
    }
}
