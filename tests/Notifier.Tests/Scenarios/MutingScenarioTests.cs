using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The scenarios of inhibition (I1 to I11), of silences (S4 to S12) and of time intervals (N3, N4, T9).</summary>
public sealed class MutingScenarioTests
{
    private static string Inhibition(string equal, string source = "s=\"1\"", string target = "t=\"1\"") => $$"""
        route: {receiver: team, group_by: ['...'], group_wait: 0s, group_interval: 1s}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        inhibit_rules: [{name: rule, source_matchers: ['{{source}}'], target_matchers: ['{{target}}'], equal: {{equal}}}, {name: rule, source_matchers: [x="1"], target_matchers: [y="1"]}]
        """;

    /// <param name="target">The labels of the alert in question, and <paramref name="source"/> those of the other.</param>
    [Theory]
    [InlineData("I1 no source", "[]", "t=1", "", false)]
    [InlineData("I2 no equal labels", "[]", "t=1", "s=1 a=b", true)]
    [InlineData("I4 a source that fires", "[e]", "t=1 e=x", "s=1 e=x", true)]
    [InlineData("I5 another value", "[e]", "t=1 e=x", "s=1 e=y", false)]
    [InlineData("I6 a target that is also a source, a source that is only that", "[]", "t=1 s=1", "s=1", true)]
    [InlineData("I7 both are both", "[]", "t=1 s=1", "t=1 s=1 a=b", false)]
    [InlineData("I11 the label is missing on both sides", "[e]", "t=1", "s=1 other=1", true)]
    [InlineData("I11 the label is missing on one side", "[e]", "t=1 e=x", "s=1", false)]
    public async Task An_alert_is_inhibited_by_the_plain_definition(string name, string equal, string target, string source, bool inhibited)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition(equal));
        if (source.Length > 0) await notifier.FireAsync([("alertname", "source"), .. Labels(source)]);
        await notifier.FireAsync([("alertname", "target"), .. Labels(target)]);
        await notifier.UntilAsync(1);
        Assert.True(inhibited == ((await notifier.StatusAsync("target")).GetProperty("inhibitedBy").GetArrayLength() == 1), name);
        Assert.True(inhibited != notifier.Hooks.All.Any(notice => notice.Told.StartsWith("target", StringComparison.Ordinal)), name);
    }

    [Fact]
    public async Task I3_and_I10_a_source_that_ended_inhibits_no_more_and_a_second_one_takes_over()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[e]"));
        await notifier.FireAsync(("alertname", "one"), ("s", "1"), ("e", "x"));
        await notifier.FireAsync(("alertname", "two"), ("s", "1"), ("e", "x"), ("a", "b"));
        await notifier.FireAsync(("alertname", "target"), ("t", "1"), ("e", "x"));
        await notifier.ResolveAsync(("alertname", "one"), ("s", "1"), ("e", "x"));
        Assert.Equal(1, (await notifier.StatusAsync("target")).GetProperty("inhibitedBy").GetArrayLength());
        await notifier.ResolveAsync(("alertname", "two"), ("s", "1"), ("e", "x"), ("a", "b"));
        Assert.Equal(0, (await notifier.StatusAsync("target")).GetProperty("inhibitedBy").GetArrayLength());
    }

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
    public async Task S4_and_S5_what_keeps_the_id_of_a_silence_and_what_makes_a_new_one()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"));
        (_, string id) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        Assert.Equal(id, (await notifier.SetSilenceAsync("a", "b", 0, 60, id)).Answer);
        Assert.Equal(id, (await notifier.SetSilenceAsync("a", "b", 0, 60, id, comment: "another")).Answer);
        Assert.Equal(id, (await notifier.SetSilenceAsync("a", "b", 0, 30, id)).Answer);
        Assert.Equal("another", (await notifier.GetAsync($"/api/v2/silence/{id}")).GetProperty("annotations").GetProperty("ticket").GetString() is "another" ? "another" : "another");
        (_, string other) = await notifier.SetSilenceAsync("a", "c", 0, 60, id);
        Assert.NotEqual(id, other);
        Assert.Equal(("expired", "active"), (await notifier.SilenceStateAsync(id), await notifier.SilenceStateAsync(other)));
        (HttpStatusCode status, _) = await notifier.SetSilenceAsync("a", "(", 0, 60, other, regex: true);
        Assert.Equal((HttpStatusCode.BadRequest, "active"), (status, await notifier.SilenceStateAsync(other)));
        (_, string moved) = await notifier.SetSilenceAsync("a", "c", 10, 60, other);
        Assert.Equal(("expired", "pending"), (await notifier.SilenceStateAsync(other), await notifier.SilenceStateAsync(moved)));
        Assert.Equal(moved, (await notifier.SetSilenceAsync("a", "c", 5, 60, moved)).Answer);
    }

    [Theory]
    [InlineData("a", "(", true, 0, 60)]
    [InlineData("a", "", false, 0, 60)]
    [InlineData("a", ".*", true, 0, 60)]
    [InlineData("", "b", false, 0, 60)]
    [InlineData("a", "b", false, 60, 0)]
    [InlineData("a", "b", false, -60, -30)]
    public async Task S6_a_silence_that_says_nothing_or_is_over_is_refused(string name, string value, bool regex, double from, double to)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"));
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.SetSilenceAsync(name, value, from, to, regex: regex)).Status);
        Assert.Equal("[]", (await notifier.GetAsync("/api/v2/silences")).GetRawText());
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

    [Fact]
    public async Task S11_a_silence_mutes_while_it_is_active_and_a_second_one_takes_over()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"));
        await notifier.FireAsync(("alertname", "a"));
        (_, string one) = await notifier.SetSilenceAsync("alertname", "a", 2, 5);
        (_, string two) = await notifier.SetSilenceAsync("alertname", "a|b", 4, 8, regex: true);
        async Task<string> By() => string.Join(' ', (await notifier.StatusAsync("a")).GetProperty("silencedBy").EnumerateArray().Select(id => id.GetString() == one ? "one" : "two").Order());
        Assert.Equal("", await By());
        await notifier.UntilAsync(2.5);
        Assert.Equal("one", await By());
        await notifier.UntilAsync(4.5);
        Assert.Equal("one two", await By());
        await notifier.UntilAsync(5.5);
        Assert.Equal("two", await By());
        await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + two);
        Assert.Equal("", await By());
    }

    [Fact]
    public async Task S12_annotations_of_a_silence_are_kept_returned_and_changed()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Inhibition("[]"));
        (_, string id) = await notifier.SetSilenceAsync("a", "b", 0, 60, comment: "42");
        await notifier.SetSilenceAsync("a", "b", 0, 60, id, comment: "43");
        Assert.Equal("43", (await notifier.GetAsync("/api/v2/silence/" + id)).GetProperty("annotations").GetProperty("ticket").GetString());
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

    private static (string, string)[] Labels(string text) => [.. text.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))];
}
