namespace Tocsin.Templating.Tests.Go;

/// <summary>Corners that generated templates found; each was rendered with the real amtool.</summary>
public sealed class CornerTests
{
    [Theory]
    [InlineData("{{ printf \"%x %X %b %.2x %#x %+X\" 1.5 -2.75 0.0 3.14159 1.0 0.1 }}", "0x1.8p+00 -0X1.6P+01 0p-1074 0x1.92p+01 0x1.0000p+00 +0X1.999999999999AP-04")]
    [InlineData("{{ printf \"%#v %#v %#g %#f %#.3e %#G\" 1.0 1e6 1.5 3.0 2.0 1e20 }}", "1 1e+06 1.50000 3.000000 2.000e+00 1.00000E+20")]
    [InlineData("{{ printf \"%v %d %#v\" (list nil) (list nil \"a\") (list nil 1.5 \"a\") }}", "[<nil>] [<nil> %!d(string=a)] []interface {}{interface {}(nil), 1.5, \"a\"}")]
    [InlineData("{{ printf \"%x %v %b\" 1+2i 2.5i 1i }}", "(0x1p+00+0x1p+01i) (0+2.5i) (0p-1074+4503599627370496p-52i)")]
    [InlineData("{{ printf \"%O %#O %-#1O|%#30.0O\" 8 8 0o12 0o17 }}", "0o10 0o010 0o012|                         0o017")]
    [InlineData("{{ printf \"%#w\" (index .Alerts 0).StartsAt }}", "%!w(time.Time=time.Time{wall:0x0, ext:63908197567, loc:(*time.Location)(nil)})")]
    [InlineData("{{ printf \"%+w\" (index .Alerts 0).StartsAt }}", "%!w(time.Time={wall:0 ext:63908197567 loc:<nil>})")]
    [InlineData("{{ printf \"%-#.2w|%p\" \"日本語\" 5 }}", "%!w(string=\"日本\")|%!p(int=5)")]
    [InlineData("{{ printf \"%#v %d\" (index .Alerts 0).StartsAt.Month (index .Alerts 0).StartsAt }}", "3 {0 63908197567 0}")]
    [InlineData("{{ tz \"Asia/Tokyo\" (index .Alerts 0).EndsAt }}", "0001-01-01 09:18:59 +0918 LMT")]
    [InlineData("{{ tz \"America/St_Johns\" (index .Alerts 0).EndsAt }}", "0000-12-31 20:29:08 -0330 LMT")]
    [InlineData("{{ with (index .Alerts 0).EndsAt }}{{ eq (tz \"Asia/Tokyo\" .) (tz \"Asia/Tokyo\" .) }} {{ eq (tz \"UTC\" .) (tz \"UTC\" .) }}{{ end }}", "false true")]
    [InlineData("{{ title \"g0.expr a.:b it's\" }}", "G0.expr A.:B It's")]
    [InlineData("{{ reReplaceAll \"(?P<a>x)(y)\" \"$1-$2-$a\" \"xy\" }}", "x-y-x")]
    [InlineData("{{ reReplaceAll \"x*\" \"-\" \"axbé😀\" }}", "-a-b-é-😀-")]
    [InlineData("{{ printf \"%-#5.v|%# 12.\" (index .Alerts 0).StartsAt 1 }}", "     |%!.(int=           1)")]
    [InlineData("{{ reReplaceAll \"\\\\pL\" \"_\" \"a1é\" }}", "_1_")]
    [InlineData("{{ printf \"%s %v\" (index .Alerts 0).StartsAt.MarshalText (slice (index .Alerts 0).StartsAt.MarshalText 0 3) }}", "2026-03-04T05:06:07Z [50 48 50]")]
    public void Values_print_as_in_go(string template, string want) => Assert.Equal(TemplateResult.Of(want), Render.Text(template));

    [Theory]
    [InlineData("{{ block \"b\" . }}x{{ end }}{{ define \"b\" }}y{{ end }}", "template: :1: template: multiple definition of template \"b\"")]
    [InlineData("{{/* a\nb */x}}", "template: :1: comment ends before closing delimiter")]
    [InlineData("{{ call \"<x>\" 1 }}", "template: :1:3: executing \"\" at <call \"<x>\" 1>: error calling call: non-function \"<x>\" of type string")]
    [InlineData("{{ range list 1 }}{{ .Foo }}{{ end }}", "template: :1:21: executing \"\" at <.Foo>: can't evaluate field Foo in type interface {}")]
    [InlineData("{{ range list nil }}{{ .Foo }}{{ end }}", "template: :1:23: executing \"\" at <.Foo>: nil pointer evaluating interface {}.Foo")]
    [InlineData("{{ (index .Alerts 0).StartsAt.Clock }}", "template: :1:18: executing \"\" at <0>: function Clock has 3 return values; should be 1 or 2")]
    [InlineData("{{ eq (list) (dict) }}", "template: :1:3: executing \"\" at <eq (list) (dict)>: error calling eq: non-comparable types []: []interface {}, map[string]interface {}: map[]")]
    [InlineData("{{ humanizeDuration (safeUrl \"1\") }}", "template: :1:3: executing \"\" at <humanizeDuration (safeUrl \"1\")>: error calling humanizeDuration: can't convert template.URL to float")]
    [InlineData("{{ match \"a**\" \"\" }}", "template: :1:3: executing \"\" at <match \"a**\" \"\">: error calling match: error parsing regexp: invalid nested repetition operator: `**`")]
    [InlineData("{{ match \"a{2,1}\" \"\" }}", "template: :1:3: executing \"\" at <match \"a{2,1}\" \"\">: error calling match: error parsing regexp: invalid repeat count: `{2,1}`")]
    [InlineData("{{ match \"(?i\" \"\" }}", "template: :1:3: executing \"\" at <match \"(?i\" \"\">: error calling match: error parsing regexp: invalid or unsupported Perl syntax: `(?i`")]
    [InlineData("{{ block \"b\" . }}\n\n{{ else }}{{ end }}", "template: :1: unexpected {{else}} in block clause")]
    [InlineData("{{ define \"b\" }}\n\n{{ else }}{{ end }}", "template: :3: unexpected {{else}} in define clause")]
    [InlineData("{{ 'ab' }}", "template: :1: malformed character constant: 'ab'")]
    [InlineData("{{ '\\}n' }}", "template: :1: invalid syntax")]
    [InlineData("{{ (index .Alerts 0).StartsAt.Location | len }}", "template: :1:41: executing \"\" at <len>: error calling len: len of type time.Location")]
    [InlineData("{{ block \"b\" (dict \"k\" 1) }}{{ toUpper .Status }}{{ end }}", "template: :1:39: executing \"b\" at <.Status>: wrong type for value; expected string; got interface {}")]
    public void Errors_read_as_in_go(string template, string want) => Assert.Equal(want, Render.Text(template).Error);

    [Theory]
    [InlineData("<script>\"<!--\"</script>", "<script>\"\\x3C!--\"</script>")]
    [InlineData("<!-- all is gone -->", "")]
    [InlineData("<script>x = {{ .Status }}; <!-- gone\n--> gone\n</script>", "<script>x = \"firing\"; \n\n</script>")]
    [InlineData("<img srcset=\"a.png 2x, {{ \"b.png 0.5x\" }}\">", "<img srcset=\"a.png 2x, #ZgotmplZ\">")]
    [InlineData("<style>a: url('/x?{{ 1 }}'); b: url({{ \"a!b/c\" }})</style>", "<style>a: url('/x?1'); b: url(a%21b%2fc)</style>")]
    [InlineData("<a href=\"{{ html \"a&b\" }}\">", "<a href=\"a&amp;b\">")]
    [InlineData("<a href=\"/?q={{ \"a b\" | urlquery }}\">", "<a href=\"/?q=a&#43;b\">")]
    public void Html_is_escaped_as_in_go(string template, string want) => Assert.Equal(TemplateResult.Of(want), Render.Html(template));

    [Theory]
    [InlineData("<a href={{ .Status }}", "html/template: ends in a non-text context: {stateURL delimSpaceOrTagEnd urlPartNone jsCtxRegexp [] attrNone elementNone <nil>}")]
    [InlineData("<script>x = /{{ .Status }} 2;</script>", "html/template: ends in a non-text context: {stateJSRegexp delimNone urlPartNone jsCtxRegexp [] attrNone elementScript <nil>}")]
    [InlineData("<p \"{{ .Status }}\">", "html/template: \"\\\"\" in attribute name: \" \\\"\"")]
    [InlineData("{{ template \"x\" . }}", "html/template::1:12: no such template \"x\"")]
    [InlineData("{{ if .Status }}<b {{ end }}", "html/template::1:6: {{if}} branches end in different contexts: {stateTag delimNone urlPartNone jsCtxRegexp [] attrNone elementNone <nil>}, {stateText delimNone urlPartNone jsCtxRegexp [] attrNone elementNone <nil>}")]
    public void Html_errors_read_as_in_go(string template, string want) => Assert.Equal(want, Render.Html(template).Error);

    [Fact]
    public void Texts_made_on_the_way_are_counted() => Assert.Contains(
        "on the way to its output", Render.Text("{{ $l := list }}{{ range 1000 }}{{ $l = append $l (printf \"%90000d\" 1) }}{{ end }}").Error, StringComparison.Ordinal);
}
