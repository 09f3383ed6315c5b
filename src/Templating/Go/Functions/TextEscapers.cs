using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>The escapers that a template can call by name.</summary>
internal static class TextEscapers
{
    private static readonly SearchValues<char> HtmlSpecial = SearchValues.Create("<>&\"'\0");

    public static string Html(string text, GoRun run)
    {
        if (!text.AsSpan().ContainsAny(HtmlSpecial)) return text;
        var output = new GoWriter(run);
        foreach (char c in text)
        {
            switch (c)
            {
                case '<': output.Write("&lt;"); break;
                case '>': output.Write("&gt;"); break;
                case '&': output.Write("&amp;"); break;
                case '"': output.Write("&#34;"); break;
                case '\'': output.Write("&#39;"); break;
                case '\0': output.Write('\uFFFD'); break;
                default: output.Write(c); break;
            }
        }
        return output.Take();
    }

    public static string Js(string text, GoRun run)
    {
        var output = new GoWriter(run);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\': output.Write(@"\\"); break;
                case '\'': output.Write(@"\'"); break;
                case '"': output.Write("\\\""); break;
                case '<' or '>' or '&' or '=' or < ' ' or 0x7F: Code(output, rune.Value); break;
                default:
                    if (rune.IsAscii || GoQuote.IsPrintable(rune)) output.Write(rune.ToString());
                    else Code(output, rune.Value);
                    break;
            }
        }
        return output.Take();
    }

    /// <summary>As a part of a query: a blank becomes a plus sign.</summary>
    public static string Query(string text, GoRun run)
    {
        var output = new GoWriter(run);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') output.Write((char)b);
            else if (b == ' ') output.Write('+');
            else output.Write('%').Write(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return output.Take();
    }

    private static void Code(GoWriter output, int code) => output.Write(@"\u").Write(code.ToString("X4", CultureInfo.InvariantCulture));
}
