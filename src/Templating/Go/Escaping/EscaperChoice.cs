namespace Tocsin.Templating.Go.Escaping;

/// <summary>Which escapers a value needs, in their order: first the language it stands in, then the attribute around that.</summary>
internal static class EscaperChoice
{
    /// <summary>Null where it is not known in which part of an address the value stands.</summary>
    public static List<string>? For(HtmlContext context)
    {
        var escapers = new List<string>();
        switch (context.State)
        {
            case HtmlState.Url or HtmlState.CssDoubleQuoted or HtmlState.CssSingleQuoted or HtmlState.CssDoubleQuotedUrl
                or HtmlState.CssSingleQuotedUrl or HtmlState.CssUrl:
                if (context.Url == UrlPart.Unknown) return null;
                escapers.AddRange(Address(context));
                break;
            case HtmlState.MetaContentUrl: escapers.Add(Escapers.UrlFilter); break;
            case HtmlState.MetaContent: break;
            case HtmlState.Srcset: escapers.Add(Escapers.Srcset); break;
            case HtmlState.Js: escapers.Add(Escapers.JsValue); break;
            case HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted: escapers.Add(Escapers.JsString); break;
            case HtmlState.JsTemplate: escapers.Add(Escapers.JsTemplate); break;
            case HtmlState.JsRegexp: escapers.Add(Escapers.JsRegexp); break;
            case HtmlState.Css: escapers.Add(Escapers.CssValue); break;
            case HtmlState.Text: escapers.Add(Escapers.Html); break;
            case HtmlState.Rcdata: escapers.Add(Escapers.Rcdata); break;
            case HtmlState.AttributeName or HtmlState.Tag: escapers.Add(Escapers.Name); break;
            case HtmlState.Attribute: break;
            default:
                if (!context.IsComment) throw new InvalidOperationException($"a value stands in the state {context.State}");
                escapers.Add(Escapers.Comment);
                break;
        }
        if (context.Delimiter == HtmlDelimiter.SpaceOrTagEnd) escapers.Add(Escapers.Unquoted);
        else if (context.Delimiter != HtmlDelimiter.None) escapers.Add(Escapers.Attribute);
        return escapers;
    }

    private static IEnumerable<string> Address(HtmlContext context)
    {
        bool quoted = context.State is HtmlState.CssDoubleQuoted or HtmlState.CssSingleQuoted;
        return context.Url switch
        {
            UrlPart.None => [Escapers.UrlFilter, quoted ? Escapers.CssString : Escapers.UrlNormalize],
            UrlPart.BeforeQuery => [quoted ? Escapers.CssString : Escapers.UrlNormalize],
            _ => [Escapers.UrlEscape],
        };
    }
}
