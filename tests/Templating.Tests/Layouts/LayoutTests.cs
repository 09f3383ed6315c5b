using Tocsin.Templating.Notifications;
using Tocsin.Templating.Tests.Go;

namespace Tocsin.Templating.Tests.Layouts;

/// <summary>Templates in Scriban's language: the data they see, how they are called and how they fail.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("{{ receiver }} {{ status }} {{ external_url }} {{ notification_reason }}", "team firing http://am.example first notification")]
    [InlineData("{{ for a in alerts }}{{ a.status }}/{{ a.labels.instance }}/{{ a.fingerprint }};{{ end }}", "firing/a/0123456789abcdef;resolved/b/0123456789abcdef;")]
    [InlineData("{{ group_labels.alertname }}{{ common_labels.alertname }}{{ common_annotations | object.size }}", "DownDown0")]
    [InlineData("{{ for l in alerts[0].labels }}{{ l.key }}={{ l.value }} {{ end }}", "alertname=Down instance=a ")]
    [InlineData("{{ alerts[0].starts_at | date.to_string '%Y-%m-%d %H:%M:%S' }}{{ alerts[0].ends_at ?? ' open' }}", "2026-03-04 05:06:07 open")]
    [InlineData("{{ alerts[0].generator_url }}", "http://prom.example/graph?g0.expr=up")]
    [InlineData("{{ (firing alerts).size }}{{ (resolved alerts).size }}{{ (worst_first alerts)[1].status }}", "11resolved")]
    [InlineData("{{ nope.deep.deeper }}{{ alerts[0].labels.nope }}{{ alerts[9].status }}", "")]
    [InlineData("{{ date.now | date.to_string '%F %T' }} {{ since alerts[0].starts_at | duration }}", "2026-03-04 05:06:07 0s")]
    [InlineData("{{ cut 'abcdef' 4 }}{{ cut 'abc' 4 }}{{ mrkdwn '<&>' }}{{ json '\"<x>' }}{{ duration 3723 }}", "abc…abc&lt;&amp;&gt;\"\\\"\\u003cx\\u003e\"1h 2m 3s")]
    [InlineData("{{ safe_url 'javascript:alert(1)' }} {{ safe_url 'https://x/?a=b' }}", "# https://x/?a=b")]
    [InlineData("{{ silence_url alerts[0].labels }}", "http://am.example/#/silences/new?filter=%7Balertname%3D%22Down%22%2Cinstance%3D%22a%22%7D")]
    [InlineData("{{ explain_url alerts[0] }}", "http://am.example/alerts/0123456789abcdef")]
    public void A_layout_sees_the_notification_under_snake_case_names(string layout, string want) =>
        Assert.Equal(TemplateResult.Of(want), Run(layout));

    [Fact]
    public void A_part_of_the_data_can_be_handed_over()
    {
        Assert.Equal("a", Run("{{ labels.instance }}", "{{ with index .Alerts 0 }}{{ template \"x.scriban\" . }}{{ end }}").Output);
        Assert.Equal("red Down", Run("{{ colour }} {{ alert.labels.alertname }}", "{{ template \"x.scriban\" (dict \"colour\" \"red\" \"alert\" (index .Alerts 0)) }}").Output);
        Assert.Equal("[firing]", Run("[{{ value }}]", "{{ template \"x.scriban\" .Status }}").Output);
    }

    [Fact]
    public void Layouts_include_each_other_and_the_last_of_a_name_wins()
    {
        TemplateFile[] files = [new("/a/x.scriban", "old"), new("/b/x.scriban", "<{{ include 'y.scriban' }}>"), new("/b/y.scriban", "{{ status }}")];
        Assert.Equal("<firing>", Render.Text("{{ template \"x.scriban\" . }}", null, files).Output);
        Assert.Equal("mine", Render.Text("{{ template \"tocsin.slack.fallback.scriban\" . }}", null, new TemplateFile("tocsin.slack.fallback.scriban", "mine")).Output);
    }

    [Fact]
    public void In_html_every_value_is_escaped_once()
    {
        TemplateFile[] files = [new("x.scriban", "<b>{{ '<i>' + receiver }}</b>{{ safe_html '<hr>' }}{{ include 'y.scriban' }}"), new("y.scriban", "<u>{{ '&' }}</u>")];
        Assert.Equal("<p><b>&lt;i&gt;team</b><hr><u>&amp;</u></p>", Render.Html("<p>{{ template \"x.scriban\" . }}</p>", files).Output);
    }

    [Theory]
    [InlineData("<a href=\"{{ template \"x.scriban\" . }}\">")]
    [InlineData("<script>{{ template \"x.scriban\" . }}</script>")]
    [InlineData("<p {{ template \"x.scriban\" . }}>")]
    public void In_html_a_layout_stands_only_where_html_stands(string template) =>
        Assert.Contains("writes HTML and cannot stand inside", Render.Html(template, new TemplateFile("x.scriban", "x")).Error, StringComparison.Ordinal);

    [Fact]
    public void What_does_not_parse_is_named_with_its_place()
    {
        NotificationTemplatesLoad load = NotificationTemplates.Load([new TemplateFile("/t/x.scriban", "a\nb {{ for x }}{{ end }}")], TimeProvider.System);
        TemplateFileError error = Assert.Single(load.Errors);
        Assert.Equal(("/t/x.scriban", 2), (error.File, error.Line));
        Assert.True(error.Column > 0);
    }

    [Fact]
    public void What_fails_names_the_call_and_the_place_in_the_layout() =>
        Assert.Equal(
            "template: :1:12: executing \"\" at <{{template \"x.scriban\" .}}>: x.scriban:2:4: The function `nope` was not found",
            Run("a\n{{ nope 1 }}").Error);

    [Theory]
    [InlineData("{{ string.upcase = 1 }}")]
    [InlineData("{{ alerts[0].labels.instance = 'x' }}")]
    [InlineData("{{ status = 'x' }}")]
    [InlineData("{{ 'receiver' | object.eval }}")]
    [InlineData("{{ '{{ receiver }}' | object.eval_template }}")]
    [InlineData("{{ include '/etc/passwd' }}")]
    public void A_layout_cannot_change_or_run_or_read_what_is_not_its_own(string layout)
    {
        TemplateResult result = Run(layout);
        Assert.True(result.Error is not null || result.Output == "", result.Output);
    }

    [Theory]
    [InlineData("{{ while true; end }}", "limit|steps")]
    [InlineData("{{ for i in 1..1000000; for j in 1..1000000; end; end }}", "limit|steps|Limit")]
    [InlineData("{{ for i in 1..100000; 'xxxxxxxxxxxxxxxx'; end }}", "characters|limit|Limit")]
    [InlineData("{{ func f(x); f(x + 1); end; f(1) }}", "recursive|deep|limit")]
    [InlineData("{{ func f(x); ((((((((((((((((((((f(x + 1))))))))))))))))))))); end; f(1) }}", "recursive|deep|limit")]
    [InlineData("{{ x = 'xxxxxxxxxx'; for i in 1..60; x = x + x; end; x }}", "limit|Limit|characters")]
    [InlineData("{{ a = []; for i in 1..100000; a = array.add a ('x' | string.pad_left 90000); end }}", "characters|steps|limit|Limit|longer")]
    [InlineData("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '(a+)+$' }}", "timed out")]
    [InlineData("{{ 'x' | string.pad_left 1000000000 }}", "Limit")]
    [InlineData("{{ 1.5 | math.format 'F99999999' }}", "Limit|limit")]
    [InlineData("{{ include 'x.scriban' }}", "recursive|deep|limit|depth")]
    [InlineData("{{ x = this; x * 1 }}", "holds itself")]
    [InlineData("{{ x = {}; x.a = x; x * 1 }}", "holds itself")]
    [InlineData("{{ x = [0]; x[0] = x; x * 1 }}", "holds itself")]
    [InlineData("{{ x = {}; y = [x]; x.a = y; x * 1 }}", "holds itself")]
    [InlineData("{{ x = []; for i in 1..50000; x = [x]; end; x * 1 }}", "nested too deeply")]
    [InlineData("{{ func f(x, n); if n == 0; ret x; end; ret f [[[[[[[[[[x]]]]]]]]]] (n - 1); end; (f 1 50) * 1 }}", "nested too deeply")]
    [InlineData("{{ x = 'xxxxxxxxxxxxxxxx'; for i in 1..39; x = [x, x]; end; x * 1 }}", "characters")]
    public void A_layout_cannot_go_beyond_its_limits(string layout, string want)
    {
        TemplateResult result = Run(layout);
        Assert.NotNull(result.Error);
        Assert.Contains(want.Split('|'), part => result.Error.Contains(part, StringComparison.Ordinal));
    }

    private static TemplateResult Run(string layout, string call = "{{ template \"x.scriban\" . }}") =>
        Render.Text(call, null, new TemplateFile("/etc/x.scriban", layout));
}
