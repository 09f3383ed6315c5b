using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Go;

public sealed class ExecutionTests
{
    [Theory]
    [InlineData("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2")]
    [InlineData("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "21")]
    [InlineData("{{ range $i, $a := .Alerts }}{{ $i }}={{ $a.Labels.instance }};{{ end }}", "0=a;1=b;")]
    [InlineData("{{ range 5 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}", "02")]
    [InlineData("{{ range list }}x{{ else }}empty{{ end }}", "empty")]
    [InlineData("{{ with .Alerts.Firing }}{{ len . }}{{ end }}{{ with list }}x{{ else with 1 }}{{ . }}{{ end }}", "11")]
    [InlineData("{{ range $k, $v := dict \"b\" 2 \"a\" 1 }}{{ $k }}{{ $v }}{{ end }}", "a1b2")]
    [InlineData("{{ and 1 0 (index .Alerts 99) }}{{ or 0 2 (index .Alerts 99) }}", "02")]
    [InlineData("{{ .CommonLabels.nope }}{{ (dict).nope }}", "<no value>")]
    [InlineData("{{ len \"h\u00E9llo\" }} {{ index \"abc\" 1 }} {{ slice \"h\u00E9llo\" 0 3 }}", "6 98 h\u00E9")]
    [InlineData("{{ printf \"%T %T %T %T\" 1 1.0 'a' .Alerts }}", "int float64 int template.Alerts")]
    [InlineData("{{ \"a\" | printf \"%s-%s\" \"b\" }}", "b-a")]
    public void The_language_does_what_Go_s_does(string template, string want) => Assert.Equal(TemplateResult.Of(want), Render.Text(template));

    [Theory]
    [InlineData("\n  {{ .Nope }}", "template: :2:5: executing \"\" at <.Nope>: can't evaluate field Nope in type template.Data")]
    [InlineData("\u00E9{{ index .Alerts 9 }}", "template: :1:5: executing \"\" at <index .Alerts 9>: error calling index: index out of range: 9")]
    [InlineData("{{ index .Alerts 2 }}", "template: :1:3: executing \"\" at <index .Alerts 2>: error calling index: reflect: slice index out of range")]
    [InlineData("{{ eq 1 1.0 }}", "template: :1:3: executing \"\" at <eq 1 1.0>: error calling eq: incompatible types for comparison: int and float64")]
    [InlineData("{{ .Status 1 }}", "template: :1:3: executing \"\" at <.Status>: Status has arguments but cannot be invoked as function")]
    [InlineData("{{ template \"pagerduty.nope\" . }}", "template: :1:12: executing \"\" at <{{template \"pagerduty.nope\" .}}>: template \"pagerduty.nope\" not defined")]
    [InlineData("{{ join 1 (list) }}", "template: :1:8: executing \"\" at <1>: expected string; found 1")]
    public void An_error_says_where_and_why(string template, string want) => Assert.Equal(TemplateResult.Failed(want), Render.Text(template));

    [Fact]
    public void A_user_s_file_redefines_built_in_templates_and_an_empty_one_does_not()
    {
        var file = new TemplateFile("/x/a.tmpl", "{{ define \"__subject\" }}mine{{ end }}{{ define \"slack.default.color\" }} {{ end }}");
        Assert.Equal("mine danger", Render.Text("{{ template \"slack.default.title\" . }} {{ template \"slack.default.color\" . }}", null, file).Output);
    }

    [Fact]
    public void Every_broken_file_is_reported_with_its_line()
    {
        NotificationTemplatesLoad load = NotificationTemplates.Load(
            [new TemplateFile("a.tmpl", "x\n{{ if }}"), new TemplateFile("b.tmpl", "{{ end }}"), new TemplateFile("c.tmpl", "fine")], TimeProvider.System);
        Assert.Null(load.Templates);
        Assert.Equal(["a.tmpl:2: missing value for if", "b.tmpl:1: unexpected {{end}}"], load.Errors.Select(e => e.ToString()));
    }
}
