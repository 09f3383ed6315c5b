using System.Globalization;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Tests.Muting;

public sealed class TimeIntervalSetTests
{
    private const string BusinessHours = "{times: [{start_time: '09:00', end_time: '17:00'}], weekdays: ['monday:friday']}";
    private const string LastThreeDays = "{days_of_month: ['-3:-1']}";

    [Theory]
    [InlineData(BusinessHours, "2026-03-02T09:00:00Z", true)]
    [InlineData(BusinessHours, "2026-03-02T08:59:59Z", false)]
    [InlineData(BusinessHours, "2026-03-02T16:59:59Z", true)]
    [InlineData(BusinessHours, "2026-03-02T17:00:00Z", false)]
    [InlineData(BusinessHours, "2026-03-01T12:00:00Z", false)]
    [InlineData("{times: [{start_time: '22:00', end_time: '24:00'}]}", "2026-03-01T23:59:59Z", true)]
    [InlineData("{days_of_month: ['1'], months: ['april:june', '12'], years: ['2025:2026']}", "2026-05-01T00:00:00Z", true)]
    [InlineData("{days_of_month: ['1'], months: ['april:june', '12'], years: ['2025:2026']}", "2025-12-01T00:00:00Z", true)]
    [InlineData("{days_of_month: ['1'], months: ['april:june', '12'], years: ['2025:2026']}", "2027-05-01T00:00:00Z", false)]
    [InlineData("{days_of_month: ['1'], months: ['april:june', '12'], years: ['2025:2026']}", "2026-07-01T00:00:00Z", false)]
    [InlineData(LastThreeDays, "2026-02-26T00:00:00Z", true)]
    [InlineData(LastThreeDays, "2026-02-25T23:59:00Z", false)]
    [InlineData(LastThreeDays, "2026-03-31T00:00:00Z", true)]
    [InlineData("{days_of_month: ['28:31']}", "2026-02-28T00:00:00Z", true)]
    [InlineData("{days_of_month: ['31']}", "2026-04-30T00:00:00Z", false)]
    [InlineData("{days_of_month: ['-31:-29']}", "2026-02-01T00:00:00Z", false)]
    [InlineData("{days_of_month: ['-31:-28']}", "2026-02-01T00:00:00Z", true)]
    [InlineData("{times: [{start_time: '09:00', end_time: '17:00'}], location: 'Australia/Sydney'}", "2026-01-01T22:30:00Z", true)]
    [InlineData("{times: [{start_time: '09:00', end_time: '17:00'}], location: 'Australia/Sydney'}", "2026-07-01T22:30:00Z", false)]
    [InlineData("{times: [{start_time: '09:00', end_time: '17:00'}], location: 'Australia/Sydney'}", "2026-07-01T23:00:00Z", true)]
    [InlineData("{days_of_month: ['-1'], location: 'Europe/Berlin'}", "2026-03-31T21:59:00Z", true)]
    [InlineData("{days_of_month: ['-1'], location: 'Europe/Berlin'}", "2026-03-31T22:00:00Z", false)]
    [InlineData("{}", "2026-03-31T22:00:00Z", true)]
    public void A_moment_is_inside_when_every_field_has_it(string spec, string moment, bool inside) =>
        Assert.Equal(inside, Set(spec).Contains(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));

    [Fact]
    public void One_of_several_intervals_is_enough()
    {
        TimeIntervalSet set = Set(BusinessHours + ", " + LastThreeDays);
        Assert.True(set.Contains(new(2026, 2, 28, 3, 0, 0, TimeSpan.Zero)));
        Assert.True(set.Contains(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)));
        Assert.False(set.Contains(new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero)));
    }

    private static TimeIntervalSet Set(string specs)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse(
            "alertmanager.yml", $"route: {{receiver: x}}\nreceivers: [{{name: x}}]\ntime_intervals: [{{name: t, time_intervals: [{specs}]}}]", AlertmanagerConfigOptions.Default, problems);
        Assert.Empty(problems.Errors);
        return new TimeIntervalSet(config!.TimeIntervals[0]);
    }
}
