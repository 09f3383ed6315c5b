using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>The fixed text of a template: finds the context behind it, drops comments, and turns a stray &lt; into text.</summary>
internal static partial class TextEscaper
{
    private const string Doctype = "<!DOCTYPE";

    public static (HtmlContext After, string Text) Escape(HtmlContext context, string text)
    {
        if (context.IsError) return (context, text);
        try
        {
            return Follow(context, text);
        }
        catch (EscapeFailure failure)
        {
            return (HtmlContext.Failed(new EscapeError("", 0, failure.Message)), text);
        }
    }

    private static (HtmlContext After, string Text) Follow(HtmlContext context, string text)
    {
        var output = new StringBuilder(text.Length);
        int stuck = 0, commentStart = 0;
        for (int at = 0; at < text.Length;)
        {
            (HtmlContext next, int length) = HtmlTransitions.Next(context, text[at..]);
            bool inComment = context.IsComment && context.Delimiter == HtmlDelimiter.None;
            if (inComment) Write(output, context, text.AsSpan(commentStart, at + length - commentStart));
            else Write(output, context, next, text.Substring(at, length));
            if (!inComment) commentStart = at + length;
            // A transition may change the state alone, but not for ever.
            stuck = length == 0 ? stuck + 1 : 0;
            if (stuck > 4) throw new EscapeFailure("cannot follow the text");
            context = next;
            at += length;
        }
        return (context, output.ToString());
    }

    /// <summary>Comments count as white space, those with line ends as a line end.</summary>
    private static void Write(StringBuilder output, HtmlContext comment, ReadOnlySpan<char> text)
    {
        if (comment.State == HtmlState.JsBlockComment) output.Append(text.ContainsAny("\n\r\u2028\u2029") ? '\n' : ' ');
        else if (comment.State == HtmlState.CssBlockComment) output.Append(' ');
    }

    private static void Write(StringBuilder output, HtmlContext from, HtmlContext to, string part)
    {
        int end = part.Length;
        if (to.IsComment && to.State != from.State && to.Delimiter == HtmlDelimiter.None)
        {
            end -= to.State switch
            {
                HtmlState.HtmlComment or HtmlState.JsHtmlOpenComment => 4,
                HtmlState.JsHtmlCloseComment => 3,
                _ => 2,
            };
        }
        if (from.State is HtmlState.Text or HtmlState.Rcdata) WriteText(output, from, to, part[..end]);
        else if (from.IsScriptLiteral) output.Append(ScriptTags().Replace(part[..end], @"\x3C$1"));
        else output.Append(part, 0, end);
    }

    private static void WriteText(StringBuilder output, HtmlContext from, HtmlContext to, string part)
    {
        int tag = to.State != from.State && !to.IsComment ? part.LastIndexOf('<') : part.Length;
        for (int i = 0; i < part.Length; i++)
        {
            bool stray = part[i] == '<' && i < tag && string.Compare(part, i, Doctype, 0, Doctype.Length, StringComparison.OrdinalIgnoreCase) != 0;
            if (stray) output.Append("&lt;");
            else output.Append(part[i]);
        }
    }

    /// <summary>What would end or change a script although it stands inside a string of it.</summary>
    [GeneratedRegex("<(script|/script|!--)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ScriptTags();
}
