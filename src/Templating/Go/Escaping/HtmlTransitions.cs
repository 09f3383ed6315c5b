using System.Buffers;
using System.Net;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Follows the text of a template through the states of a document, one step at a time.</summary>
internal static class HtmlTransitions
{
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\n\f\r>");
    private static readonly SearchValues<char> NotUnquoted = SearchValues.Create("\"'<=`");

    private const string CommentStart = "<!--";
    private const string CommentEnd = "-->";

    /// <summary>The context behind a beginning of the text, and how long that is.</summary>
    /// <exception cref="EscapeFailure"/>
    public static (HtmlContext After, int Length) Next(HtmlContext context, string text)
    {
        if (context.Delimiter != HtmlDelimiter.None) return InValue(context, text);
        int end = ElementEnd(context, text);
        if (end == 0) return (HtmlContext.Start, 0);
        return Step(context, end < 0 ? text : text[..end]);
    }

    private static (HtmlContext, int) Step(HtmlContext context, string text) => context.State switch
    {
        HtmlState.Text => Text(context, text),
        HtmlState.Tag => Tag(context, text),
        HtmlState.AttributeName => AttributeName(context, text),
        HtmlState.AfterName => AfterName(context, text),
        HtmlState.BeforeValue => BeforeValue(context, text),
        HtmlState.HtmlComment => Until(context, text, CommentEnd, HtmlContext.Start),
        HtmlState.Rcdata or HtmlState.Attribute => (context, text.Length),
        HtmlState.MetaContent => Until(context, text, "url=", context with { State = HtmlState.MetaContentUrl }),
        HtmlState.MetaContentUrl => Until(context, text, ";", context with { State = HtmlState.MetaContent }),
        HtmlState.Url or HtmlState.Srcset => (UrlText(context, text), text.Length),
        >= HtmlState.Js and <= HtmlState.JsHtmlCloseComment => JsTransitions.Step(context, text),
        _ => CssTransitions.Step(context, text),
    };

    public static (HtmlContext, int) Until(HtmlContext context, string text, string end, HtmlContext after)
    {
        int at = text.IndexOf(end, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? (context, text.Length) : (after, at + end.Length);
    }

    public static HtmlContext UrlText(HtmlContext context, string text)
    {
        if (text.AsSpan().ContainsAny('#', '?')) return context with { Url = UrlPart.QueryOrFragment };
        return context.Url == UrlPart.None && text.AsSpan().Trim(" \t\n\f\r").Length > 0 ? context with { Url = UrlPart.BeforeQuery } : context;
    }

    /// <summary>Inside an attribute's value: its end wins over everything; entities are read before its own language is.</summary>
    private static (HtmlContext, int) InValue(HtmlContext context, string text)
    {
        int end = context.Delimiter switch
        {
            HtmlDelimiter.DoubleQuote => text.IndexOf('"', StringComparison.Ordinal),
            HtmlDelimiter.SingleQuote => text.IndexOf('\'', StringComparison.Ordinal),
            _ => text.AsSpan().IndexOfAny(ValueEnds),
        };
        string value = end < 0 ? text : text[..end];
        if (context.Delimiter == HtmlDelimiter.SpaceOrTagEnd && value.AsSpan().IndexOfAny(NotUnquoted) is >= 0 and var bad)
            throw new EscapeFailure($"{GoQuote.Quote(value[bad..(bad + 1)])} in unquoted attr: {GoQuote.Quote(value)}");
        if (end < 0)
        {
            string decoded = WebUtility.HtmlDecode(value);
            for (int from = 0; from < decoded.Length;)
            {
                (context, int length) = Step(context, decoded[from..]);
                from += length;
            }
            return (context, text.Length);
        }
        HtmlElement element = context.Element;
        bool otherLanguage = context is { State: HtmlState.Attribute, Element: HtmlElement.Script, Attribute: AttributeKind.ScriptType }
            && !Attributes.IsScriptType(value);
        if (otherLanguage) element = HtmlElement.Other;
        int quote = context.Delimiter == HtmlDelimiter.SpaceOrTagEnd ? 0 : 1;
        return (new HtmlContext(HtmlState.Tag, Element: element), end + quote);
    }

    /// <summary>Where the end tag of a script, style, title or textarea stands; negative when it does not.</summary>
    private static int ElementEnd(HtmlContext context, string text)
    {
        if (context.Element is HtmlElement.Other or HtmlElement.Meta) return -1;
        if (context.Element == HtmlElement.Script && (context.IsScriptLiteral || context.IsComment)) return -1;
        string name = context.Element.ToString();
        for (int at = 0; (at = text.IndexOf("</", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            int behind = at + 2 + name.Length;
            if (string.Compare(text, at + 2, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0 && behind < text.Length
                && text[behind] is ' ' or '\t' or '\n' or '\f' or '/' or '>')
                return at;
        }
        return -1;
    }

    private static (HtmlContext, int) Text(HtmlContext context, string text)
    {
        for (int from = 0; ;)
        {
            int open = text.IndexOf('<', from);
            if (open < 0 || open + 1 == text.Length) return (context, text.Length);
            if (string.CompareOrdinal(text, open, CommentStart, 0, CommentStart.Length) == 0)
                return (new HtmlContext(HtmlState.HtmlComment), open + CommentStart.Length);
            int at = open + 1;
            bool closing = text[at] == '/';
            if (closing && ++at == text.Length) return (context, text.Length);
            int end = TagName(text, at);
            if (end > at)
            {
                HtmlElement element = closing ? HtmlElement.Other : ElementOf(text[at..end]);
                return (new HtmlContext(HtmlState.Tag, Element: element), end);
            }
            from = end;
        }
    }

    private static (HtmlContext, int) Tag(HtmlContext context, string text)
    {
        int at = Space(text, 0);
        if (at == text.Length) return (context, at);
        if (text[at] == '>') return (new HtmlContext(ContentOf(context.Element), Element: context.Element == HtmlElement.Meta ? HtmlElement.Other : context.Element), at + 1);
        int end = Name(text, at);
        if (end == at) throw new EscapeFailure($"expected space, attr name, or end of tag, but got {GoQuote.Quote(text[at..])}");
        string name = text[at..end].ToLowerInvariant();
        AttributeKind kind = Kind(context.Element, name);
        HtmlState state = end == text.Length ? HtmlState.AttributeName : HtmlState.AfterName;
        return (new HtmlContext(state, Attribute: kind, Element: context.Element), end);
    }

    private static AttributeKind Kind(HtmlElement element, string name) => (element, name) switch
    {
        (HtmlElement.Script, "type") => AttributeKind.ScriptType,
        (HtmlElement.Meta, "content") => AttributeKind.MetaContent,
        // Once the author has written the name himself, nothing is special about it.
        _ => Attributes.KindOf(name) is var kind && kind == AttributeKind.Unsafe ? AttributeKind.Plain : kind,
    };

    private static (HtmlContext, int) AttributeName(HtmlContext context, string text)
    {
        int end = Name(text, 0);
        return (end == text.Length ? context : context with { State = HtmlState.AfterName }, end);
    }

    private static (HtmlContext, int) AfterName(HtmlContext context, string text)
    {
        int at = Space(text, 0);
        if (at == text.Length) return (context, at);
        return text[at] == '=' ? (context with { State = HtmlState.BeforeValue }, at + 1) : (context with { State = HtmlState.Tag }, at);
    }

    private static (HtmlContext, int) BeforeValue(HtmlContext context, string text)
    {
        int at = Space(text, 0);
        if (at == text.Length) return (context, at);
        HtmlDelimiter delimiter = text[at] switch
        {
            '"' => HtmlDelimiter.DoubleQuote,
            '\'' => HtmlDelimiter.SingleQuote,
            _ => HtmlDelimiter.SpaceOrTagEnd,
        };
        HtmlContext after = context with { State = Attributes.StartState(context.Attribute), Delimiter = delimiter };
        return (after, delimiter == HtmlDelimiter.SpaceOrTagEnd ? at : at + 1);
    }

    private static int TagName(string text, int at)
    {
        if (at >= text.Length || !char.IsAsciiLetter(text[at])) return at;
        int end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end])
            || (text[end] is ':' or '-' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])))) end++;
        return end;
    }

    private static int Name(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] is ' ' or '\t' or '\n' or '\f' or '\r' or '=' or '>') break;
            if (text[at] is '\'' or '"' or '<') throw new EscapeFailure($"{GoQuote.Quote(text[at..(at + 1)])} in attribute name: {GoQuote.Quote(Beginning(text))}");
        }
        return at;
    }

    /// <summary>As much of a text as errors show.</summary>
    public static string Beginning(string text) => string.Concat(text.EnumerateRunes().Take(32).Select(r => r.ToString()));

    private static int Space(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\f' or '\r') at++;
        return at;
    }

    private static HtmlElement ElementOf(string name) => name.ToLowerInvariant() switch
    {
        "script" => HtmlElement.Script,
        "style" => HtmlElement.Style,
        "textarea" => HtmlElement.Textarea,
        "title" => HtmlElement.Title,
        "meta" => HtmlElement.Meta,
        _ => HtmlElement.Other,
    };

    private static HtmlState ContentOf(HtmlElement element) => element switch
    {
        HtmlElement.Script => HtmlState.Js,
        HtmlElement.Style => HtmlState.Css,
        HtmlElement.Textarea or HtmlElement.Title => HtmlState.Rcdata,
        _ => HtmlState.Text,
    };
}
