using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Of inhibition, silences and time intervals what a story beside the real Alertmanager cannot show: it has no such limit, or another clock.</summary>
public sealed class MutingScenarioTests
{
    private static string Inhibition(string equal, string source = "s=\"1\"", string target = "t=\"1\"") => $$"""
        route: {receiver: team, group_by: ['...'], group_wait: 0s, group_interval: 1s}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        inhibit_rules: [{name: rule, source_matchers: ['{{source}}'], target_matchers: ['{{target}}'], equal: {{equal}}}, {name: rule, source_matchers: [x="1"], target_matchers: [y="1"]}]
        """;

    [Fact]
    public async Task I8_and_K_a_reload_brings_other_rules_and_what_was_inhibited_is_told()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"));
        await notifier.FireAsync(("alertname", "source"), ("s", "1"));
        await notifier.FireAsync(("alertname", "target"), ("t", "1"));
        await notifier.ReloadAsync(Inhibition("[]", source: "s=\"2\""));
        Assert.Equal(0, (await notifier.StatusAsync("target")).GetProperty("inhibitedBy").GetArrayLength());
        await notifier.UntilAsync(1.5);
        Assert.Contains(notifier.Hooks.All, notice => notice.Told.StartsWith("target", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S7_limits_count_ended_silences_too_and_leave_the_old_one_as_it_was()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"), new NotifierOptions { MaxSilences = 2, MaxSilenceBytes = 400 });
        (_, string first) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + first);
        (_, string second) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        (HttpStatusCode status, string error) = await notifier.SetSilenceAsync("a", "c", 0, 60);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("exceeded maximum number of silences: 2 (limit: 2)", error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.SetSilenceAsync("a", "b", 0, 60, second, comment: new string('x', 400))).Status);
        Assert.Equal("active", await notifier.SilenceStateAsync(second));
    }

    [Theory]
    [InlineData("N3 inside of the interval", "mute_time_intervals: [now]", "now")]
    [InlineData("N3 outside of it", "mute_time_intervals: [weekend]", "")]
    [InlineData("N4 inside of active time", "active_time_intervals: [now]", "")]
    [InlineData("N4 outside of it", "active_time_intervals: [weekend, night]", "weekend night")]
    [InlineData("T9 two intervals", "mute_time_intervals: [now, today, night]", "now today")]
    [InlineData("N3 another zone", "mute_time_intervals: [tokyo]", "tokyo")]
    public async Task A_time_interval_mutes_the_group_and_the_group_says_so(string name, string intervals, string mutedBy)
    {
        // The story begins on a Monday at 10:00 UTC, which is 19:00 in Tokyo.
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync($$"""
            route:
              receiver: team
              routes: [{matchers: [a="1"], receiver: team, group_wait: 0s, group_interval: 1s, {{intervals}}}]
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            time_intervals:
            - {name: now, time_intervals: [{times: [{start_time: '09:00', end_time: '17:00'}], weekdays: ['monday:friday']}]}
            - {name: today, time_intervals: [{days_of_month: ['2'], months: [march]}]}
            - {name: weekend, time_intervals: [{weekdays: [saturday, sunday]}]}
            - {name: night, time_intervals: [{times: [{start_time: '20:00', end_time: '24:00'}]}]}
            - {name: tokyo, time_intervals: [{times: [{start_time: '18:00', end_time: '20:00'}], location: Asia/Tokyo}]}
            """);
        await notifier.FireAsync(("alertname", "x"), ("a", "1"));
        await notifier.UntilAsync(0.5);
        JsonElement alert = (await notifier.GetAsync("/api/v2/alerts/groups"))[0].GetProperty("alerts")[0];
        Assert.Equal(mutedBy, string.Join(' ', alert.GetProperty("status").GetProperty("mutedBy").EnumerateArray().Select(one => one.GetString())));
        Assert.Equal(mutedBy.Length > 0 ? "suppressed" : "active", alert.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(mutedBy.Length > 0 ? 0 : 1, (await notifier.GetAsync("/api/v2/alerts/groups?muted=false")).GetArrayLength());
        Assert.True(notifier.Hooks.All.Count == (mutedBy.Length > 0 ? 0 : 1), name);
    }
}
