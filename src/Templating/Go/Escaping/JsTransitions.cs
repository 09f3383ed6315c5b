using System.Buffers;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Follows scripts: strings, template literals, regular expressions, comments, and what a slash would mean.</summary>
internal static class JsTransitions
{
    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("\"`'/{}<-#");

    private static readonly HashSet<string> WordsBeforeRegexp = new(StringComparer.Ordinal)
    {
        "break", "case", "continue", "delete", "do", "else", "finally", "in", "instanceof", "return", "throw", "try", "typeof", "void",
    };

    public static (HtmlContext, int) Step(HtmlContext context, string text) => context.State switch
    {
        HtmlState.Js => Code(context, text),
        HtmlState.JsTemplate => Template(context, text),
        HtmlState.JsBlockComment => HtmlTransitions.Until(context, text, "*/", context with { State = HtmlState.Js }),
        HtmlState.JsLineComment or HtmlState.JsHtmlOpenComment or HtmlState.JsHtmlCloseComment => LineComment(context, text),
        _ => Literal(context, text),
    };

    private static (HtmlContext, int) Code(HtmlContext context, string text)
    {
        int at = text.AsSpan().IndexOfAny(CodeMarks);
        if (at < 0) return (context with { Slash = SlashAfter(text, context.Slash) }, text.Length);
        context = context with { Slash = SlashAfter(text[..at], context.Slash) };
        switch (text[at])
        {
            case '"': return (context with { State = HtmlState.JsDoubleQuoted, Slash = JsSlash.Regexp }, at + 1);
            case '\'': return (context with { State = HtmlState.JsSingleQuoted, Slash = JsSlash.Regexp }, at + 1);
            case '`': return (context with { State = HtmlState.JsTemplate, Slash = JsSlash.Regexp }, at + 1);
            case '{': return (context with { Braces = Count(context.Braces, +1), Slash = JsSlash.Regexp }, at + 1);
            // Old scripts hide in HTML comments; their marks comment out the rest of a line, as does a first line for the shell.
            case '<': return Comment(context, text, at, "<!--", HtmlState.JsHtmlOpenComment);
            case '-': return Comment(context, text, at, "-->", HtmlState.JsHtmlCloseComment);
            case '#': return Comment(context, text, at, "#!", HtmlState.JsLineComment);
            case '}' when context.Braces.Length > 0 && context.Braces[^1] == '\0':
                return (context with { State = HtmlState.JsTemplate, Braces = context.Braces[..^1] }, at + 1);
            case '}': return (context with { Braces = Count(context.Braces, -1), Slash = JsSlash.Regexp }, at + 1);
        }
        if (at + 1 < text.Length && text[at + 1] == '/') return (context with { State = HtmlState.JsLineComment }, at + 2);
        if (at + 1 < text.Length && text[at + 1] == '*') return (context with { State = HtmlState.JsBlockComment }, at + 2);
        return context.Slash switch
        {
            JsSlash.Regexp => (context with { State = HtmlState.JsRegexp }, at + 1),
            JsSlash.Division => (context with { Slash = JsSlash.Regexp }, at + 1),
            _ => throw new EscapeFailure($"'/' could start a division or regexp: {GoQuote.Quote(HtmlTransitions.Beginning(text[at..]))}"),
        };
    }

    private static (HtmlContext, int) Comment(HtmlContext context, string text, int at, string mark, HtmlState state) =>
        string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0 ? (context with { State = state }, at + mark.Length) : (context, at + 1);

    /// <summary>Only braces inside a substitution of a template literal matter.</summary>
    private static string Count(string braces, int by) => braces.Length == 0 ? braces : braces[..^1] + (char)(braces[^1] + by);

    private static (HtmlContext, int) Template(HtmlContext context, string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                if (++at == text.Length) throw Partial(text);
            }
            else if (text[at] == '`') return (context with { State = HtmlState.Js }, at + 1);
            else if (text[at] == '$' && at + 1 < text.Length && text[at + 1] == '{')
                return (context with { State = HtmlState.Js, Slash = JsSlash.Regexp, Braces = context.Braces + '\0' }, at + 2);
        }
        return (context, text.Length);
    }

    private static (HtmlContext, int) Literal(HtmlContext context, string text)
    {
        char end = context.State switch { HtmlState.JsDoubleQuoted => '"', HtmlState.JsSingleQuoted => '\'', _ => '/' };
        bool regexp = context.State == HtmlState.JsRegexp, inClass = false;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\')
            {
                if (++at == text.Length) throw Partial(text);
            }
            else if (regexp && c == '[') inClass = true;
            else if (regexp && c == ']') inClass = false;
            else if (regexp && IsScriptEnd(text, at)) at++;
            else if (c == end && !inClass) return (context with { State = HtmlState.Js, Slash = JsSlash.Division }, at + 1);
        }
        if (inClass) throw new EscapeFailure($"unfinished JS regexp charset: {GoQuote.Quote(text)}");
        return (context, text.Length);
    }

    /// <summary>The slash of <c>&lt;/script</c> does not end an expression: it is written escaped.</summary>
    private static bool IsScriptEnd(string text, int slash) =>
        text[slash] == '/' && slash > 0 && string.Compare(text, slash - 1, "</script", 0, 8, StringComparison.OrdinalIgnoreCase) == 0;

    private static (HtmlContext, int) LineComment(HtmlContext context, string text)
    {
        int end = text.AsSpan().IndexOfAny("\n\r\u2028\u2029");
        // The line's end is not part of the comment: it ends a statement.
        return end < 0 ? (context, text.Length) : (context with { State = HtmlState.Js }, end);
    }

    private static JsSlash SlashAfter(string text, JsSlash before)
    {
        string code = text.TrimEnd('\t', '\n', '\f', '\r', ' ', '\u2028', '\u2029');
        if (code.Length == 0) return before;
        char last = code[^1];
        switch (last)
        {
            case '+' or '-':
                int run = code.Length - code.TrimEnd(last).Length;
                return run % 2 == 1 ? JsSlash.Regexp : JsSlash.Division;
            case '.': return code.Length > 1 && char.IsAsciiDigit(code[^2]) ? JsSlash.Division : JsSlash.Regexp;
            case ',' or '<' or '>' or '=' or '*' or '%' or '&' or '|' or '^' or '?' or '!' or '~' or '(' or '[' or ':' or ';' or '{' or '}':
                return JsSlash.Regexp;
        }
        int start = code.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(code[start - 1]) || code[start - 1] is '$' or '_')) start--;
        return WordsBeforeRegexp.Contains(code[start..]) ? JsSlash.Regexp : JsSlash.Division;
    }

    private static EscapeFailure Partial(string text) => new($"unfinished escape sequence in JS string: {GoQuote.Quote(text)}");
}
