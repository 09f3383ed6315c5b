namespace Tocsin.Templating.Tests.Go;

public sealed class HtmlTests
{
    [Theory]
    [InlineData("<p>{{ \"<b>&\\\"'\" }}</p>", "<p>&lt;b&gt;&amp;&#34;&#39;</p>")]
    [InlineData("<a title={{ \"a b=c\" }}>", "<a title=a&#32;b&#61;c>")]
    [InlineData("<a href=\"{{ \"javascript:alert(1)\" }}\">", "<a href=\"#ZgotmplZ\">")]
    [InlineData("<a href=\"/x?q={{ \"a&b c\" }}\">", "<a href=\"/x?q=a%26b%20c\">")]
    [InlineData("<a onclick=\"f({{ \"'\" }}, '{{ \"'\" }}')\">", "<a onclick=\"f(&#34;&#39;&#34;, '\\u0027')\">")]
    [InlineData("<div style=\"width: {{ \"expression(1)\" }}; color: {{ \"red\" }}\">", "<div style=\"width: ZgotmplZ; color: red\">")]
    [InlineData("<script>var a = {{ 1 }} / 2; var r = /[/]{{ \".\" }}/;</script>", "<script>var a =  1  / 2; var r = /[/]\\./;</script>")]
    [InlineData("<title>{{ \"<\" }}</title><b {{ \"onclick\" }}=x>", "<title>&lt;</title><b ZgotmplZ=x>")]
    [InlineData("1 < 2 <!-- {{ .Status }} -->{{ list 1 nil }}", "1 &lt; 2 [1 &lt;nil&gt;]")]
    [InlineData("<style>a { /* x */ background: url(\"{{ \"javascript:1\" }}\") }</style>", "<style>a {   background: url(\"#ZgotmplZ\") }</style>")]
    [InlineData("{{ define \"v\" }}{{ . }}{{ end }}<p>{{ template \"v\" \"<\" }}</p><a href='{{ template \"v\" \"x y\" }}'>", "<p>&lt;</p><a href='x%20y'>")]
    public void A_value_is_escaped_for_its_place(string template, string want) => Assert.Equal(TemplateResult.Of(want), Render.Html(template));

    [Theory]
    [InlineData("<a href=\"{{ if .Status }}/x{{ else }}?{{ end }}{{ 1 }}\">", "ambiguous context within a URL")]
    [InlineData("<script>{{ if .Status }}\"{{ end }}</script>", "branches end in different contexts")]
    [InlineData("<a href='", "ends in a non-text context")]
    [InlineData("{{ html .Status | toUpper }}", "predefined escaper \"html\" disallowed")]
    public void A_document_that_cannot_be_escaped_safely_is_refused(string template, string want) =>
        Assert.Contains(want, Render.Html(template).Error, StringComparison.Ordinal);
}
