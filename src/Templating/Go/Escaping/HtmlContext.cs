namespace Tocsin.Templating.Go.Escaping;

/// <summary>All that is known about a point. The braces count, for each open template literal, those open in its substitution.</summary>
internal readonly record struct HtmlContext(
    HtmlState State,
    HtmlDelimiter Delimiter = HtmlDelimiter.None,
    UrlPart Url = UrlPart.None,
    JsSlash Slash = JsSlash.Regexp,
    AttributeKind Attribute = AttributeKind.Plain,
    HtmlElement Element = HtmlElement.Other,
    string Braces = "",
    EscapeError? Error = null)
{
    /// <summary>Where a document begins.</summary>
    public static readonly HtmlContext Start = new(HtmlState.Text);

    public static readonly HtmlContext Dead = new(HtmlState.Dead);

    public bool IsError => State == HtmlState.Error;

    public bool IsComment => State is HtmlState.HtmlComment or HtmlState.JsBlockComment or HtmlState.JsLineComment or HtmlState.JsHtmlOpenComment
        or HtmlState.JsHtmlCloseComment or HtmlState.CssBlockComment or HtmlState.CssLineComment;

    public bool IsScriptLiteral => State is HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted or HtmlState.JsTemplate or HtmlState.JsRegexp;

    public static HtmlContext Failed(EscapeError error) => new(HtmlState.Error, Error: error);

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

    /// <summary>What follows when one of two ways was taken; contexts that differ in a detail become one that does not know it.</summary>
    public static HtmlContext Join(HtmlContext a, HtmlContext b, Func<string, EscapeError> fail)
    {
        if (a.IsError || b.State == HtmlState.Dead || a == b) return a;
        if (b.IsError || a.State == HtmlState.Dead) return b;
        if (a with { Url = b.Url } == b) return a with { Url = UrlPart.Unknown };
        if (a with { Slash = b.Slash } == b) return a with { Slash = JsSlash.Unknown };
        HtmlContext x = a.Nudge(), y = b.Nudge();
        if (x != a || y != b)
        {
            HtmlContext joined = Join(x, y, fail);
            if (!joined.IsError) return joined;
        }
        return Failed(fail($"branches end in different contexts: {a}, {b}"));
    }

    /// <summary>As upstream's errors print it.</summary>
    public override string ToString() => ContextNames.Of(this);
}

/// <summary>Why a document is not safe.</summary>
/// <param name="Location">NAME:LINE:COLUMN of the part of the template; empty when only the text was looked at.</param>
/// <param name="Line">Without a location, where a loop begins that repeats the text; 0 when there is none.</param>
internal sealed record EscapeError(string Location, int Line, string Description)
{
    public string Message(string template)
    {
        string place = Location.Length > 0 ? Location : Line > 0 ? FormattableString.Invariant($"{template}:{Line}") : template;
        // A text without a name has no place: then nothing stands between the words.
        return place.Length > 0 ? $"html/template:{place}: {Description}" : "html/template: " + Description;
    }
}

/// <summary>The fixed text cannot be followed; the reason is for the template's author.</summary>
internal sealed class EscapeFailure(string reason) : Exception(reason);
