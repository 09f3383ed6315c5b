namespace Tocsin.Templating.Go.Escaping;

/// <summary>The names that html/template gives contexts: its errors quote them, and people search for those.</summary>
internal static class ContextNames
{
    public static string Of(HtmlContext c)
    {
        string braces = "[" + string.Join(' ', c.Braces.Select(b => (int)b)) + "]";
        return $"{{{State(c.State)} {Delimiter(c.Delimiter)} {Url(c.Url)} {Slash(c.Slash)} {braces} {Attribute(c.Attribute)} {Element(c.Element)} "
            + (c.Error?.Message("") ?? "<nil>") + "}";
    }

    /// <summary>The name of a template as it is called from a context that is not plain text.</summary>
    public static string Variant(string template, HtmlContext c)
    {
        if (c.State == HtmlState.Text) return template;
        string name = template + "$htmltemplate_" + State(c.State);
        if (c.Delimiter != HtmlDelimiter.None) name += "_" + Delimiter(c.Delimiter);
        if (c.Url != UrlPart.None) name += "_" + Url(c.Url);
        if (c.Slash != JsSlash.Regexp) name += "_" + Slash(c.Slash);
        if (c.Braces.Length > 0) name += "_jsBraceDepth(" + string.Join(' ', c.Braces.Select(b => (int)b)) + ")";
        if (c.Attribute != AttributeKind.Plain) name += "_" + Attribute(c.Attribute);
        if (c.Element != HtmlElement.Other) name += "_" + Element(c.Element);
        return name;
    }

    private static string State(HtmlState state) => "state" + state switch
    {
        HtmlState.AttributeName => "AttrName",
        HtmlState.HtmlComment => "HTMLCmt",
        HtmlState.Rcdata => "RCDATA",
        HtmlState.Attribute => "Attr",
        HtmlState.Url => "URL",
        HtmlState.Js => "JS",
        HtmlState.JsDoubleQuoted => "JSDqStr",
        HtmlState.JsSingleQuoted => "JSSqStr",
        HtmlState.JsTemplate => "JSTmplLit",
        HtmlState.JsRegexp => "JSRegexp",
        HtmlState.JsBlockComment => "JSBlockCmt",
        HtmlState.JsLineComment => "JSLineCmt",
        HtmlState.JsHtmlOpenComment => "JSHTMLOpenCmt",
        HtmlState.JsHtmlCloseComment => "JSHTMLCloseCmt",
        HtmlState.Css => "CSS",
        HtmlState.CssDoubleQuoted => "CSSDqStr",
        HtmlState.CssSingleQuoted => "CSSSqStr",
        HtmlState.CssDoubleQuotedUrl => "CSSDqURL",
        HtmlState.CssSingleQuotedUrl => "CSSSqURL",
        HtmlState.CssUrl => "CSSURL",
        HtmlState.CssBlockComment => "CSSBlockCmt",
        HtmlState.CssLineComment => "CSSLineCmt",
        HtmlState.MetaContentUrl => "MetaContentURL",
        _ => state.ToString(),
    };

    private static string Delimiter(HtmlDelimiter delimiter) => "delim" + delimiter;

    private static string Url(UrlPart part) => "urlPart" + part switch
    {
        UrlPart.BeforeQuery => "PreQuery",
        UrlPart.QueryOrFragment => "QueryOrFrag",
        _ => part.ToString(),
    };

    private static string Slash(JsSlash slash) => "jsCtx" + (slash == JsSlash.Division ? "DivOp" : slash.ToString());

    private static string Attribute(AttributeKind kind) => "attr" + kind switch
    {
        AttributeKind.Plain => "None",
        AttributeKind.Url => "URL",
        _ => kind.ToString(),
    };

    private static string Element(HtmlElement element) => "element" + (element == HtmlElement.Other ? "None" : element.ToString());
}
