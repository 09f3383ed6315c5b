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
    Css,
    CssDoubleQuoted,
    CssSingleQuoted,
    CssDoubleQuotedUrl,
    CssSingleQuotedUrl,
    CssUrl,
    CssBlockComment,
    CssLineComment,
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
}

internal enum AttributeKind
{
    Plain,
    Script,
    ScriptType,
    Style,
    Url,
    Srcset,

    /// <summary>May not be chosen by a value: it changes how others are understood.</summary>
    Unsafe,
}

/// <summary>All that is known about a point. The braces count, for each open template literal, those open in its substitution.</summary>
internal readonly record struct HtmlContext(
    HtmlState State,
    HtmlDelimiter Delimiter = HtmlDelimiter.None,
    UrlPart Url = UrlPart.None,
    JsSlash Slash = JsSlash.Regexp,
    AttributeKind Attribute = AttributeKind.Plain,
    HtmlElement Element = HtmlElement.Other,
    string Braces = "")
{
    /// <summary>Where a document begins.</summary>
    public static readonly HtmlContext Start = new(HtmlState.Text);

    public bool IsComment => State is HtmlState.HtmlComment or HtmlState.JsBlockComment or HtmlState.JsLineComment
        or HtmlState.CssBlockComment or HtmlState.CssLineComment;

    public bool IsScriptLiteral => State is HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted or HtmlState.JsTemplate or HtmlState.JsRegexp;

    /// <summary>Where a value put here finds itself: before a value it begins one, in a tag it is a name.</summary>
    public HtmlContext Nudge() => State switch
    {
        HtmlState.Tag => this with { State = HtmlState.AttributeName },
        HtmlState.BeforeValue => this with
        {
            State = Attributes.StartState(Attribute),
            Delimiter = HtmlDelimiter.SpaceOrTagEnd,
            Attribute = AttributeKind.Plain,
        },
        HtmlState.AfterName => this with { State = HtmlState.AttributeName, Attribute = AttributeKind.Plain },
        _ => this,
    };
}

/// <summary>The document cannot be escaped safely; the reason is for the template's author.</summary>
internal sealed class EscapeFailure(string reason) : Exception(reason);
