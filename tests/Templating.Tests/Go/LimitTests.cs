using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Go;

/// <summary>Hostile templates end with an error, soon, and with the process alive.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}", "maximum template depth")]
    [InlineData("{{ range 1000000000 }}{{ end }}", "steps")]
    [InlineData("{{ range 1000000000 }}xxxxxxxx{{ end }}", "characters")]
    [InlineData("{{ $s := \"x\" }}{{ range 60 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}", "characters")]
    [InlineData("{{ printf \"%999999d\" 1 }}", "characters")]
    [InlineData("{{ printf \"%.999999f\" 1.0 }}", "characters")]
    [InlineData("{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ $l }}", "steps|characters|depth")]
    [InlineData("{{ $l := list 1 }}{{ range 5000 }}{{ $l = list $l }}{{ end }}{{ toJson $l }}", "depth")]
    [InlineData("{{ $l := list 1 }}{{ range 5000 }}{{ $l = list $l }}{{ end }}{{ printf \"%v\" $l }}", "depth")]
    [InlineData("{{ $l := list }}{{ range 1000000 }}{{ $l = append $l 1 }}{{ end }}", "steps|characters")]
    [InlineData("{{ $s := printf \"%9999d\" 1 }}{{ reReplaceAll \"\" $s $s }}", "characters")]
    [InlineData("{{ $s := printf \"%9999d\" 1 }}{{ join $s (stringSlice $s $s $s $s $s $s $s $s $s $s $s $s $s) }}", "characters")]
    public void A_template_cannot_go_beyond_its_limits(string template, string want)
    {
        TemplateResult result = Render.Text(template);
        Assert.Null(result.Output);
        Assert.Contains(want.Split('|'), part => result.Error!.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void A_template_that_takes_too_long_is_ended()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        NotificationTemplates templates = NotificationTemplates.Load([], clock, Render.Small).Templates!;
        TemplateResult result = templates.Text("{{ range 10000 }}{{ end }}", Render.Data, TestContext.Current.CancellationToken);
        Assert.Equal("template takes longer than 2 s", result.Error);
    }

    [Theory]
    [InlineData("{{ $t := (index .Alerts 0).StartsAt }}{{ range 9000 }}{{ $t = $t.AddDate 999999999 0 0 }}{{ end }}{{ $t }}")]
    [InlineData("{{ tz \"America/New_York\" (index .Alerts 0).EndsAt }}")]
    [InlineData("{{ toDate \"-0700\" \"+1459\" }}")]
    [InlineData("{{ (index .Alerts 0).StartsAt.Truncate 9223372036854775807 }}")]
    [InlineData("{{ slice \"\U0001F6A8\" 1 3 }}{{ index \"\U0001F6A8\" 3 }}")]
    public void Values_at_the_edge_never_throw(string template)
    {
        TemplateResult result = Render.Text(template);
        Assert.NotEqual(result.Output is null, result.Error is null);
    }

    [Fact]
    public void A_cancelled_execution_stops()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => Render.Load().Text("{{ range 10000 }}{{ end }}", Render.Data, cancel.Token));
    }

    [Fact]
    public void A_recursive_html_template_ends_too() =>
        Assert.Contains("depth", Render.Html("{{ define \"x\" }}<b>{{ template \"x\" . }}</b>{{ end }}{{ template \"x\" . }}").Error, StringComparison.Ordinal);
}
