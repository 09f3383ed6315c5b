using System.Text;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>The fixed text of a template: finds the context behind it, drops comments, and turns a stray &lt; into text.</summary>
internal static class TextEscaper
{
    private const string Doctype = "<!DOCTYPE";

    /// <exception cref="EscapeFailure"/>
    public static (HtmlContext After, string Text) Escape(HtmlContext context, string text)
    {
        var output = new StringBuilder(text.Length);
        int stuck = 0;
        for (int at = 0; at < text.Length;)
        {
            (HtmlContext next, int length) = HtmlTransitions.Next(context, text[at..]);
            string part = text.Substring(at, length);
            Write(output, context, next, part);
            // A transition may change the state alone, but not for ever.
            stuck = length == 0 ? stuck + 1 : 0;
            if (stuck > 4) throw new EscapeFailure("cannot follow the text");
            context = next;
            at += length;
        }
        return (context, output.ToString());
    }

    private static void Write(StringBuilder output, HtmlContext from, HtmlContext to, string part)
    {
        if (from.IsComment && from.Delimiter == HtmlDelimiter.None)
        {
            // Comments count as white space, those with line ends as a line end.
            if (from.State == HtmlState.JsBlockComment) output.Append(part.AsSpan().ContainsAny("\n\r\u2028\u2029") ? '\n' : ' ');
            else if (from.State == HtmlState.CssBlockComment) output.Append(' ');
            return;
        }
        int end = part.Length;
        if (to.IsComment && !from.IsComment && from.Delimiter == HtmlDelimiter.None) end -= to.State == HtmlState.HtmlComment ? 4 : 2;
        if (from.State is HtmlState.Text or HtmlState.Rcdata) WriteText(output, from, to, part[..end]);
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
}
