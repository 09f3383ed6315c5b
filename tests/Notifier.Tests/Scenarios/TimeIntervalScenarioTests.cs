using System.Globalization;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Time intervals (T1 to T9) at moments of the calendar: an alert that comes then is told, or its group says what mutes it.</summary>
public sealed class TimeIntervalScenarioTests
{
    private const string Office = "{times: [{start_time: '09:00', end_time: '17:00'}], weekdays: ['monday:friday']}";
    private const string Dates = "{days_of_month: ['1'], months: ['april:june', '12'], years: ['2025:2026']}";
    private const string LastThree = "{days_of_month: ['-3:-1']}";
    private const string Sydney = "{times: [{start_time: '09:00', end_time: '17:00'}], location: 'Australia/Sydney'}";
    private const string LastInBerlin = "{days_of_month: ['-1'], months: ['march'], location: 'Europe/Berlin'}";

    [Theory]
    [InlineData("T1 the first minute of the office", Office, "2026-03-02T09:00:00Z", true)]
    [InlineData("T1 before it", Office, "2026-03-02T08:59:58Z", false)]
    [InlineData("T1 the end is out", Office, "2026-03-02T17:00:00Z", false)]
    [InlineData("T1 on a Sunday", Office, "2026-03-01T12:00:00Z", false)]
    [InlineData("T2 the first of a month", Dates, "2026-05-01T00:00:00Z", true)]
    [InlineData("T2 a single month", Dates, "2025-12-01T23:59:00Z", true)]
    [InlineData("T2 the second", Dates, "2026-05-02T00:00:00Z", false)]
    [InlineData("T2 another year", Dates, "2027-05-01T00:00:00Z", false)]
    [InlineData("T3 the last three days of a short month", LastThree, "2026-02-26T00:00:00Z", true)]
    [InlineData("T3 the day before", LastThree, "2026-02-25T23:59:00Z", false)]
    [InlineData("T3 the last day of a long month", LastThree, "2026-03-31T23:59:00Z", true)]
    [InlineData("T4 a range that goes past the end of the month", "{days_of_month: ['28:31']}", "2026-02-28T00:00:00Z", true)]
    [InlineData("T4 one that begins past it never comes", "{days_of_month: ['31']}", "2026-04-30T12:00:00Z", false)]
    [InlineData("T4 from the end, before the month begins", "{days_of_month: ['-31:-29']}", "2026-02-01T00:00:00Z", false)]
    [InlineData("T4 from the end, cut to the month", "{days_of_month: ['-31:-28']}", "2026-02-01T00:00:00Z", true)]
    [InlineData("T5 another zone in its summer time", Sydney, "2026-01-01T22:30:00Z", true)]
    [InlineData("T5 and out of it", Sydney, "2026-07-01T22:30:00Z", false)]
    [InlineData("T5 an hour later", Sydney, "2026-07-01T23:00:00Z", true)]
    [InlineData("T6 the last day of the month in which clocks go forward", LastInBerlin, "2026-03-31T21:59:00Z", true)]
    [InlineData("T6 the day begins at midnight there", LastInBerlin, "2026-03-30T22:00:00Z", true)]
    [InlineData("T6 and not before", LastInBerlin, "2026-03-30T21:59:00Z", false)]
    [InlineData("T6 and ends at midnight", LastInBerlin, "2026-03-31T22:00:00Z", false)]
    public async Task An_alert_of_that_moment_is_muted_or_told(string name, string interval, string moment, bool muted)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config(interval), at: DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));
        Assert.True(muted != await IsToldAsync(notifier), name);
        Assert.Equal(muted ? "it" : "", MutedBy(await notifier.GetAsync("/api/v2/alerts/groups")));
        // T8: what is shown of the configuration means the same.
        string shown = (await notifier.GetAsync("/api/v2/status")).GetProperty("config").GetProperty("original").GetString()!;
        await notifier.ReloadAsync(shown.Replace("<secret>", notifier.Hooks.Url, StringComparison.Ordinal));
        Assert.Equal(muted ? "it" : "", MutedBy(await notifier.GetAsync("/api/v2/alerts/groups")));
    }

    [Fact]
    public async Task T9_two_intervals_that_mute_are_both_named()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(
            Config(Office, ", {name: other, time_intervals: [{weekdays: [monday]}]}").Replace("[it]", "[it, other]", StringComparison.Ordinal));
        Assert.False(await IsToldAsync(notifier));
        Assert.Equal("it other", MutedBy(await notifier.GetAsync("/api/v2/alerts/groups")));
    }

    private static string Config(string interval, string more = "") => $$"""
        route:
          receiver: team
          routes: [{matchers: [a="1"], receiver: team, group_wait: 0s, group_interval: 1s, mute_time_intervals: [it]}]
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        time_intervals: [{name: it, time_intervals: [{{interval}}]}{{more}}]
        """;

    private static async Task<bool> IsToldAsync(ScenarioNotifier notifier)
    {
        await notifier.FireAsync(("alertname", "x"), ("a", "1"));
        await notifier.PassAsync(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100));
        return notifier.Hooks.All.Count > 0;
    }

    private static string MutedBy(JsonElement groups) =>
        string.Join(' ', groups[0].GetProperty("alerts")[0].GetProperty("status").GetProperty("mutedBy").EnumerateArray().Select(one => one.GetString()));
}
