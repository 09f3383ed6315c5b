using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Follows style sheets: strings, url(...) in its three forms, comments.</summary>
internal static class CssTransitions
{
    private const string Space = "\t\n\f\r ";

    public static (HtmlContext, int) Step(HtmlContext context, string text) => context.State switch
    {
        HtmlState.Css => Code(context, text),
        HtmlState.CssBlockComment => HtmlTransitions.Until(context, text, "*/", context with { State = HtmlState.Css }),
        HtmlState.CssLineComment => LineComment(context, text),
        _ => Literal(context, text),
    };

    private static (HtmlContext, int) Code(HtmlContext context, string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"': return (context with { State = HtmlState.CssDoubleQuoted }, at + 1);
                case '\'': return (context with { State = HtmlState.CssSingleQuoted }, at + 1);
                case '(' when EndsWithUrl(text.AsSpan(0, at)): return UrlStart(context, text, at + 1);
                case '/' when at + 1 < text.Length && text[at + 1] == '/': return (context with { State = HtmlState.CssLineComment }, at + 2);
                case '/' when at + 1 < text.Length && text[at + 1] == '*': return (context with { State = HtmlState.CssBlockComment }, at + 2);
            }
        }
        return (context, text.Length);
    }

    private static (HtmlContext, int) UrlStart(HtmlContext context, string text, int at)
    {
        while (at < text.Length && Space.Contains(text[at])) at++;
        return at < text.Length && text[at] is '"' or '\''
            ? (context with { State = text[at] == '"' ? HtmlState.CssDoubleQuotedUrl : HtmlState.CssSingleQuotedUrl }, at + 1)
            : (context with { State = HtmlState.CssUrl }, at);
    }

    private static (HtmlContext, int) Literal(HtmlContext context, string text)
    {
        string ends = context.State switch
        {
            HtmlState.CssDoubleQuoted or HtmlState.CssDoubleQuotedUrl => "\"",
            HtmlState.CssSingleQuoted or HtmlState.CssSingleQuotedUrl => "'",
            _ => "\t\n\f\r )",
        };
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                if (++at == text.Length) throw new EscapeFailure($"unfinished escape sequence in CSS string: {GoQuote.Quote(text)}");
            }
            // What the address came to is not forgotten, as upstream: a later one is escaped more strictly than it must be.
            else if (ends.Contains(text[at])) return (context with { State = HtmlState.Css }, at + 1);
        }
        return (HtmlTransitions.UrlText(context, CssText.Decode(text)), text.Length);
    }

    private static (HtmlContext, int) LineComment(HtmlContext context, string text)
    {
        int end = text.AsSpan().IndexOfAny("\n\f\r");
        return end < 0 ? (context, text.Length) : (context with { State = HtmlState.Css }, end);
    }

    private static bool EndsWithUrl(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.TrimEnd(Space);
        if (!trimmed.EndsWith("url", StringComparison.OrdinalIgnoreCase)) return false;
        return trimmed.Length == 3 || !(char.IsAsciiLetterOrDigit(trimmed[^4]) || trimmed[^4] is '-' or '_' || trimmed[^4] > '\x7F');
    }
}
