namespace Tocsin.Templating.Go.Escaping;

/// <summary>What the values of attributes are.</summary>
internal static class Attributes
{
    private static readonly HashSet<string> Urls = new(StringComparer.Ordinal)
    {
        "action", "archive", "background", "cite", "classid", "codebase", "data", "formaction", "href", "icon", "longdesc", "manifest", "poster",
        "profile", "src", "usemap", "xmlns",
    };

    private static readonly HashSet<string> Unsafe = new(StringComparer.Ordinal)
    {
        "accept-charset", "async", "challenge", "charset", "content", "crossorigin", "defer", "enctype", "form", "formenctype", "formmethod",
        "formnovalidate", "http-equiv", "keytype", "language", "method", "novalidate", "pattern", "rel", "sandbox", "srcdoc", "type", "value",
    };

    /// <param name="name">In lower case.</param>
    public static AttributeKind KindOf(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (name.StartsWith("data-", StringComparison.Ordinal)) name = name[5..];
        else if (colon >= 0)
        {
            if (name[..colon] == "xmlns") return AttributeKind.Url;
            name = name[(colon + 1)..];
        }
        if (name == "style") return AttributeKind.Style;
        if (name == "srcset") return AttributeKind.Srcset;
        if (Urls.Contains(name)) return AttributeKind.Url;
        if (Unsafe.Contains(name)) return AttributeKind.Unsafe;
        if (name.StartsWith("on", StringComparison.Ordinal)) return AttributeKind.Script;
        // Names that nobody has thought of yet, but that say what they are.
        bool looksUrl = name.Contains("src", StringComparison.Ordinal) || name.Contains("uri", StringComparison.Ordinal)
            || name.Contains("url", StringComparison.Ordinal);
        return looksUrl ? AttributeKind.Url : AttributeKind.Plain;
    }

    public static HtmlState StartState(AttributeKind kind) => kind switch
    {
        AttributeKind.Script => HtmlState.Js,
        AttributeKind.Style => HtmlState.Css,
        AttributeKind.Url => HtmlState.Url,
        AttributeKind.Srcset => HtmlState.Srcset,
        AttributeKind.MetaContent => HtmlState.MetaContent,
        _ => HtmlState.Attribute,
    };

    public static bool IsScriptType(string type)
    {
        int end = type.IndexOf(';', StringComparison.Ordinal);
        string name = (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
        return name is "" or "module" or "application/ecmascript" or "application/javascript" or "application/json" or "application/ld+json"
            or "application/x-ecmascript" or "application/x-javascript" or "text/ecmascript" or "text/javascript" or "text/x-ecmascript"
            or "text/x-javascript" or "text/jscript" or "text/livescript";
    }
}
