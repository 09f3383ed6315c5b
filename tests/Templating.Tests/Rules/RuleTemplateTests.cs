using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Rules;

namespace Tocsin.Templating.Tests.Rules;

public sealed class RuleTemplateTests
{
    private static readonly RuleTemplateData Data = new(
        new Dictionary<string, string> { ["instance"] = "web1:9100" }, 1234.5, new Dictionary<string, string> { ["region"] = "eu" }, "http://prom/pfx")
    { AlertName = "A" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ $labels.instance }} is at {{ $value | humanize }} in {{ $externalLabels.region }}", "web1:9100 is at 1.234k in eu")]
    [InlineData("{{ humanize1024 1048576 }} {{ humanizePercentage 0.123 }} {{ humanizeDuration 3661 }}", "1Mi 12.3% 1h 1m 1s")]
    [InlineData("{{ humanizeTimestamp 1435065584.128 }} {{ toDuration 90.5 }}", "2015-06-23 13:19:44.128 +0000 UTC 1m30.5s")]
    [InlineData("{{ graphLink \"up == 0\" }} {{ pathPrefix }}", "/graph?g0.expr=up+%3D%3D+0&g0.tab=0 /pfx")]
    [InlineData("{{ range query \"x\" }}{{ .Labels.l }}={{ .Value }};{{ end }}", "b=2;a=1;")]
    [InlineData("{{ query \"x\" | sortByLabel \"l\" | first | label \"l\" }}", "a")]
    public void A_text_is_expanded(string text, string want) => Assert.Equal(TemplateResult.Of(want), Expand(text));

    [Fact]
    public void An_error_names_the_alert_s_template_and_counts_the_variables_before_it()
    {
        Assert.Equal(
            "error executing template __alert_A: template: __alert_A:1:115: executing \"__alert_A\" at <query \"bad\">: error calling query: no such thing",
            Expand("{{ query \"bad\" }}").Error);
        Assert.Equal("template: __alert_A:1: missing value for if", RuleTemplate.Check("{{ if }}", "A"));
        Assert.Null(RuleTemplate.Check("{{ $labels.a }} {{ query \"x\" }}"));
    }

    [Fact]
    public void A_query_s_own_failure_does_not_hide_a_bug()
    {
        RuleQuery broken = _ => throw new InvalidOperationException("bug");
        Assert.Throws<InvalidOperationException>(() =>
            RuleTemplate.Expand("{{ query \"x\" }}", Data, broken, new FakeTimeProvider(), TestContext.Current.CancellationToken));
    }

    private static TemplateResult Expand(string text) =>
        RuleTemplate.Expand(text, Data, Answer, new FakeTimeProvider(), TestContext.Current.CancellationToken);

    private static IReadOnlyList<RuleSample> Answer(string expression) => expression == "bad"
        ? throw new RuleQueryException("no such thing")
        : [Sample("b", 2), Sample("a", 1)];

    private static RuleSample Sample(string label, double value) => new(new Dictionary<string, string> { ["l"] = label }, value);
}
