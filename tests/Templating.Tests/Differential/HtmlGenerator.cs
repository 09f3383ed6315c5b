namespace Tocsin.Templating.Tests.Differential;

/// <summary>Documents with actions in all kinds of places: text, attributes of every kind, scripts, style sheets, comments.</summary>
internal sealed class HtmlGenerator(Random random, Func<string> action)
{
    private int _depth;

    public string Document() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part()));

    private string Part()
    {
        if (++_depth > 9) return "x";
        return random.Next(18) switch
        {
            0 => Pick("text ", "a < b", "<br>", "&amp;", "<3", "\n", "</p>", "<!DOCTYPE html>", "日本", "<"),
            1 => action(),
            2 => "<" + Tag() + Attributes() + Pick(">", " >", "/>", "") + Document() + Pick("</p>", "</div>", ""),
            3 => "<a href=" + Value(Url) + ">" + action() + "</a>",
            4 => "<script" + Pick("", " type=\"text/javascript\"", " type=\"text/template\"", " type=application/json", " type=module") + ">" + Script() + Pick("</script>", "</script>", "</SCRIPT >", ""),
            5 => "<style>" + Style() + "</style>",
            6 => "<!-- " + action() + " -->",
            7 => Pick("<title>", "<textarea>") + action() + Pick(" <b> ", "") + Pick("</title>", "</textarea>"),
            8 => "<div style=" + Value(Style) + ">",
            9 => "<div onclick=" + Value(Script) + ">",
            10 => "<img srcset=" + Value(() => Pick("", "a.png 2x, ") + action()) + ">",
            11 => "{{ if " + Pick("true", ".Nope1x", "eq .Status \"firing\"") + " }}" + Document() + "{{ else }}" + Document() + "{{ end }}",
            12 => "{{ range .Alerts }}" + Pick("", "<b ") + Document().Replace(".Alerts", "$.Alerts", StringComparison.Ordinal) + "{{ end }}",
            13 => "{{ define \"h" + random.Next(2) + "\" }}" + Document() + "{{ end }}",
            14 => "{{ template \"h" + random.Next(2) + "\" . }}",
            15 => "<p " + action() + Pick("=", "=\"", " ") + action() + Pick("\"", "") + ">",
            16 => "{{ with .Status }}" + Pick("<a href=\"", "<b>", "\"") + "{{ end }}" + action() + Pick("\">", "</b>"),
            _ => "<" + Pick("iframe src", "form action", "input value", "meta content", "a data-href", "a data-x", "svg:a xlink:href", "x onfoo", "a xmlns:y", "a my:url", "a title", "a async", "link rel", "a aria-label") + "=" + Value(action) + ">",
        };
    }

    private string Attributes() => random.Next(3) == 0 ? " " + Pick("id", "class", "title", "href", "src", "style", "onclick") + "=" + Value(action) : "";

    private string Value(Func<string> inside)
    {
        string quote = Pick("\"", "\"", "'", "", " \"");
        return quote + Pick("", "", "x", "a b") + inside() + Pick("", "", "y") + quote.Trim();
    }

    private string Url() => Pick("", "/", "http://x/", "javascript:", "?q=", "/a?b=", "#", "mailto:", "//h/") + action() + Pick("", "?x=" + action(), "&amp;y=" + action(), "#" + action(), "/" + action());

    private string Script() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(16) switch
    {
        0 => "var x = " + action() + ";",
        1 => "f(\"" + action() + "\");",
        2 => "f('" + action() + "');",
        3 => "f(`a" + action() + "${" + action() + "}b`);",
        4 => "/" + action() + "/g.test(x);",
        5 => "// " + action() + "\n",
        6 => "/* " + action() + " */",
        7 => "x = a / " + action() + ";",
        8 => "{{ if true }}a{{ else }}a = {{ end }}" + Pick("/ ", "/x/") + action(),
        9 => "x++ /" + action() + "/ 2;",
        10 => "return /[/]" + action() + "/;",
        11 => "\"a\\\"" + action() + "\"",
        12 => "{a: " + action() + ", b: [" + action() + "]}",
        13 => "`${ {a:`x" + action() + "`} }`",
        14 => Pick("<!-- x\n", "--> y\n", "#!z\n", "\"</script>\"", "\"<!--\"", "\"<script>\""),
        _ => action() + action(),
    }));

    private string Style() => string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(9) switch
    {
        0 => "p { color: " + action() + "; }",
        1 => "background: url(" + action() + ");",
        2 => "background: url(\"" + action() + "\");",
        3 => "background: url('/x?" + action() + "');",
        4 => "content: \"" + action() + "\";",
        5 => "content: '" + action() + "';",
        6 => "/* " + action() + " */",
        7 => "width: " + action() + "px",
        _ => "// " + action() + "\n",
    }));

    private string Tag() => Pick("p", "div", "a", "b", "span", "svg:g", "custom-tag", "h1");

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
