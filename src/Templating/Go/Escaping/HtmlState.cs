namespace Tocsin.Templating.Go.Escaping;

/// <summary>Where in a document a point is, as far as it decides how a value must be escaped there.</summary>
internal enum HtmlState
{
    Text,
    Tag,
    AttributeName,
    AfterName,
    BeforeValue,
    HtmlComment,

    /// <summary>In a title or textarea: text without tags.</summary>
    Rcdata,
    Attribute,
    Url,
    Srcset,
    Js,
    JsDoubleQuoted,
    JsSingleQuoted,
    JsTemplate,
    JsRegexp,
    JsBlockComment,
    JsLineComment,
    JsHtmlOpenComment,
    JsHtmlCloseComment,
    Css,
    CssDoubleQuoted,
    CssSingleQuoted,
    CssDoubleQuotedUrl,
    CssSingleQuotedUrl,
    CssUrl,
    CssBlockComment,
    CssLineComment,

    /// <summary>In a meta element's content, which may hold an address to go to.</summary>
    MetaContent,
    MetaContentUrl,

    /// <summary>The document is not safe; the context says why.</summary>
    Error,

    /// <summary>Behind a break or continue: nothing there is ever reached.</summary>
    Dead,
}

/// <summary>What ends the attribute value that the point is in.</summary>
internal enum HtmlDelimiter
{
    None,
    DoubleQuote,
    SingleQuote,
    SpaceOrTagEnd,
}

internal enum UrlPart
{
    None,
    BeforeQuery,
    QueryOrFragment,

    /// <summary>Branches came to different parts.</summary>
    Unknown,
}

/// <summary>What a slash means in a script.</summary>
internal enum JsSlash
{
    Regexp,
    Division,
    Unknown,
}

internal enum HtmlElement
{
    Other,
    Script,
    Style,
    Textarea,
    Title,
    Meta,
}

internal enum AttributeKind
{
    Plain,
    Script,
    ScriptType,
    Style,
    Url,
    Srcset,
    MetaContent,

    /// <summary>May not be chosen by a value: it changes how others are understood.</summary>
    Unsafe,
}
