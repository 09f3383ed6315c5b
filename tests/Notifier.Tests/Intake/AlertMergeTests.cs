using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Tests.Intake;

public sealed class AlertMergeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    // Minutes from now: start, end, update; T marks an end that follows from resolve_timeout.
    [Theory]
    [InlineData("-2 2 -2 T", "-1 3 -1 T", "-2 3 -1 T", "both by timeout: the newer end, the earlier start")]
    [InlineData("-2 3 -2 T", "-1 2 -1", "-2 2 -1", "an explicit end replaces a guessed one, even when it is earlier")]
    [InlineData("-2 3 -2", "-1 2 -1", "-2 3 -1", "an explicit end that is later stays")]
    [InlineData("-2 3 -2", "-1 2 -1 T", "-2 3 -1 T", "an explicit end that is later stays against a guess")]
    [InlineData("-2 3 -2", "-1 4 -1 T", "-2 4 -1 T", "a later end wins")]
    [InlineData("-2 -1 -1", "-2 3 0", "-2 3 0", "fires again from the same start: the new report counts")]
    [InlineData("-2 3 -2", "-2 0 -1", "-2 0 -1", "an end replaces a later end of a firing alert")]
    [InlineData("-2 3 -2 T", "-2 -1 -1", "-2 -1 -1", "an end in the past counts as told")]
    [InlineData("-3 -1 -1", "-3 -2 0", "-3 -1 0", "both ended: the later end stays")]
    [InlineData("-3 -2 -1", "-3 -1 0", "-3 -1 0", "both ended: the later end comes")]
    [InlineData("-5 -4 -4", "-1 3 -1", "-1 3 -1", "no overlap: a new incident with its own start")]
    [InlineData("-1 3 -2", "-4 2 -1 T", "-4 3 -1 T", "an earlier start counts even when it comes later")]
    public void Reports_are_joined_as_the_table_says(string old, string report, string expected, string why)
    {
        Alert merged = AlertMerge.Apply(Parse(old), Parse(report), Now);
        Alert wanted = Parse(expected);
        Assert.True(
            (wanted.StartsAt, wanted.EndsAt, wanted.UpdatedAt, wanted.Timeout) == (merged.StartsAt, merged.EndsAt, merged.UpdatedAt, merged.Timeout),
            $"{why}: got {merged.StartsAt - Now} {merged.EndsAt - Now} {merged.UpdatedAt - Now} {merged.Timeout}");
    }

    [Fact]
    public void An_overlapping_report_of_an_ended_alert_joins_it_and_fires()
    {
        Alert merged = AlertMerge.Apply(Parse("-3 -1 -1"), Parse("-2 3 0"), Now);
        Assert.Equal((Now.AddMinutes(-3), Now.AddMinutes(3)), (merged.StartsAt, merged.EndsAt));
    }

    [Fact]
    public void Annotations_come_from_the_newest_report()
    {
        Alert old = Parse("-2 3 -2") with { Annotations = LabelSet.Create(("summary", "old")) };
        Alert report = Parse("-1 2 -1") with { Annotations = LabelSet.Create(("summary", "new")) };
        Assert.Equal("new", AlertMerge.Apply(old, report, Now).Annotations.Get("summary"));
    }

    private static Alert Parse(string text)
    {
        string[] parts = text.Split(' ');
        double Minutes(int i) => double.Parse(parts[i], System.Globalization.CultureInfo.InvariantCulture);
        return new Alert
        {
            Labels = LabelSet.Create(("alertname", "a")),
            StartsAt = Now.AddMinutes(Minutes(0)),
            EndsAt = Now.AddMinutes(Minutes(1)),
            UpdatedAt = Now.AddMinutes(Minutes(2)),
            Timeout = parts.Length > 3,
        };
    }
}
