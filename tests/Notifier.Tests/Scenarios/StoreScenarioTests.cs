using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>What is kept, for how long, and what happens when much comes at once or the database fails (D5, D8, N7, L1, L5, S1, S3, P1): from HTTP to the webhook.</summary>
public sealed class StoreScenarioTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static string Config(string groupBy = "[]", string wait = "1s", string interval = "1s", string repeat = "1h") => $$"""
        route: {receiver: team, group_by: {{groupBy}}, group_wait: {{wait}}, group_interval: {{interval}}, repeat_interval: {{repeat}}}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        """;

    [Fact]
    public async Task D5_a_limit_lets_no_new_group_begin_counts_it_and_keeps_those_that_are_there()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config("[alertname]"), new NotifierOptions { MaxAlerts = 2 });
        foreach (string name in (string[])["a", "b"]) await notifier.FireAsync(("alertname", name));
        (HttpStatusCode refused, string why) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", """[{"labels":{"alertname":"c"}}]""");
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains("too many alerts", why);
        Assert.Equal(2, (await notifier.GetAsync("/api/v2/alerts/groups")).GetArrayLength());
        Assert.Equal(2, notifier.Meters.Read("alertmanager_dispatcher_aggregation_groups"));
        Assert.Equal(1, notifier.Meters.Read("alertmanager_alerts_limited_total"));
        await notifier.UntilAsync(1.5);
        await notifier.ResolveAsync(("alertname", "a"));
        await notifier.UntilAsync(3);
        Assert.Equal(["a", "b", "-a"], notifier.Hooks.All.OrderBy(notice => notice.At).ThenBy(notice => notice.Told, StringComparer.Ordinal).Select(notice => notice.Told.Split('(')[0]));
    }

    [Fact]
    public async Task D8_and_P1_whoever_comes_first_all_alerts_that_come_at_once_are_in_the_one_group_they_make()
    {
        const int Clients = 16, Each = 20;
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts",
            JsonSerializer.Serialize(Enumerable.Range(0, Each).Select(i => new { labels = new { alertname = $"a{client}-{i}" }, startsAt = ScenarioNotifier.Start }))))));
        await notifier.SettleAsync();
        Assert.Equal(1, (await notifier.GetAsync("/api/v2/alerts/groups")).GetArrayLength());
        await notifier.UntilAsync(2.5);
        Assert.Equal(Clients * Each, Assert.Single(notifier.Hooks.All).Body.GetProperty("alerts").GetArrayLength());
    }

    [Fact]
    public async Task P1_an_ended_alert_is_forgotten_after_a_while_and_what_fires_then_is_a_new_one()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config(), new NotifierOptions { AlertGcInterval = TimeSpan.FromSeconds(10) });
        await PostAsync(notifier, "gone", -60, 2);
        await PostAsync(notifier, "here", -60, 600);
        await notifier.UntilAsync(5);
        await PostAsync(notifier, "here", -30, 600);
        await notifier.UntilAsync(12);
        // They overlap what was said before: only what is still known is joined with it.
        await PostAsync(notifier, "gone", 1, 600);
        await PostAsync(notifier, "here", 1, 600);
        Dictionary<string, DateTimeOffset> starts = (await notifier.GetAsync("/api/v2/alerts")).EnumerateArray()
            .ToDictionary(ScenarioCalls.Name, alert => alert.GetProperty("startsAt").GetDateTimeOffset());
        Assert.Equal((ScenarioNotifier.Start.AddSeconds(1), ScenarioNotifier.Start.AddSeconds(-60)), (starts["gone"], starts["here"]));
    }

    [Fact]
    public async Task P1_an_ended_alert_is_not_forgotten_before_its_end_was_told()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config(interval: "5s"), new NotifierOptions { AlertGcInterval = TimeSpan.FromSeconds(3) });
        notifier.Hooks.Status = (_, now) => now is > 3 and < 20 ? 400 : 200;
        await notifier.FireAsync(("alertname", "a"));
        await notifier.UntilAsync(3);
        await notifier.ResolveAsync(("alertname", "a"));
        await notifier.UntilAsync(27);
        // The alarm about the failing delivery shares the group.
        Assert.Equal("-a", Assert.Single(notifier.Hooks.All.Skip(1), notice => notice.Told.Contains("a(", StringComparison.Ordinal)).Told.Split('(')[0]);
    }

    [Fact]
    public async Task N7_people_are_told_while_the_database_is_away_and_nothing_is_repeated_when_it_is_back()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config(interval: "2s"));
        await notifier.FireAsync(("alertname", "a"));
        notifier.Database.Away = true;
        await notifier.UntilAsync(4);
        Assert.Equal("a", Assert.Single(notifier.Hooks.All).Told.Split('(')[0]);
        notifier.Database.Away = false;
        await notifier.UntilAsync(40);
        Assert.Single(notifier.Hooks.All);
        await notifier.RestartAsync();
        await notifier.UntilAsync(50);
        Assert.Single(notifier.Hooks.All);
    }

    [Fact]
    public async Task L1_what_was_told_is_forgotten_after_the_retention_and_told_again()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(
            Config(interval: "10m", repeat: "10h"), new NotifierOptions { DataRetention = TimeSpan.FromMinutes(30) });
        await PostAsync(notifier, "a", 0, 5 * 3600);
        await notifier.PassAsync(29 * Minute, Minute);
        Assert.Single(notifier.Hooks.All);
        await notifier.PassAsync(36 * Minute, Minute);
        Assert.Equal(["first notification", "first notification"], notifier.Hooks.All.Select(notice => notice.Reason));
    }

    [Fact]
    public async Task L5_an_entry_of_the_log_that_cannot_be_read_costs_one_repeated_message_and_nothing_else()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config("[alertname]", interval: "2s"));
        await notifier.FireAsync(("alertname", "a"));
        await notifier.FireAsync(("alertname", "b"));
        await notifier.UntilAsync(2);
        Assert.Equal(2, notifier.Hooks.All.Count);
        await notifier.RestartAsync("""UPDATE notifier_notification_log SET firing = '[broken' WHERE group_key LIKE '%"a"%'""");
        await notifier.UntilAsync(8);
        Assert.Equal("a", Assert.Single(notifier.Hooks.All.Skip(2)).Told.Split('(')[0]);
    }

    [Fact]
    public async Task S1_and_S3_silences_leave_after_the_retention_and_neither_changes_nor_replacements_leave_any_behind()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config(), new NotifierOptions { DataRetention = TimeSpan.FromHours(1) });
        (_, string active) = await notifier.SetSilenceAsync("a", "b", 0, 4 * 3600);
        (_, string changed) = await notifier.SetSilenceAsync("a", "c", 0, 60);
        Assert.Equal(changed, (await notifier.SetSilenceAsync("a", "c", 0, 90, changed)).Answer);
        (_, string replaced) = await notifier.SetSilenceAsync("a", "d", 0, 3600);
        (_, string replacement) = await notifier.SetSilenceAsync("a", "e", 0, 60, replaced);
        Assert.Equal(4, (await notifier.GetAsync("/api/v2/silences")).GetArrayLength());
        await notifier.PassAsync(50 * Minute, Minute);
        Assert.Equal(4, (await notifier.GetAsync("/api/v2/silences")).GetArrayLength());
        await notifier.PassAsync(30 * Minute, Minute);
        for (int i = 0; i < 200 && (await notifier.GetAsync("/api/v2/silences")).GetArrayLength() > 1; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(active, Assert.Single((await notifier.GetAsync("/api/v2/silences")).EnumerateArray()).GetProperty("id").GetString());
        foreach (string id in (string[])[changed, replaced, replacement])
            Assert.Equal(HttpStatusCode.NotFound, (await notifier.CallAsync(HttpMethod.Get, "/api/v2/silence/" + id)).Status);
        await notifier.RestartAsync();
        Assert.Equal(1, (await notifier.GetAsync("/api/v2/silences")).GetArrayLength());
    }

    private static async Task PostAsync(ScenarioNotifier notifier, string name, double start, double end)
    {
        string body = JsonSerializer.Serialize(new[] { new { labels = new { alertname = name }, startsAt = ScenarioNotifier.Start.AddSeconds(start), endsAt = ScenarioNotifier.Start.AddSeconds(end) } });
        Assert.Equal(HttpStatusCode.OK, (await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body)).Status);
        await notifier.SettleAsync();
    }
}
