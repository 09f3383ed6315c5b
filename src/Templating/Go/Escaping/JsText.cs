using System.Globalization;
using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Values inside scripts.</summary>
internal static class JsText
{
    /// <summary>Where an expression stands: the value as JSON. Blanks keep it apart from words beside it.</summary>
    public static string Value(GoValue value, GoRun run)
    {
        string json;
        try
        {
            bool speaks = value.Type?.Text is not null && value.Data is not (GoTime or GoZone);
            json = JsonText.Of(speaks ? GoValue.Of(GoFormat.Print([value], run)) : value, run);
        }
        catch (GoFailure failure)
        {
            // As upstream: the script still parses, and the page's source says what was wrong.
            return " /* " + failure.Message.Replace("*/", "* /", StringComparison.Ordinal).Replace("</", "<\\/", StringComparison.Ordinal) + " */null ";
        }
        return IsWordPart(json[0]) || IsWordPart(json[^1]) ? " " + json + " " : json;
    }

    /// <summary>Inside quotes.</summary>
    public static string String(string text, GoRun run) => Escape(text, "", run);

    /// <summary>Inside backquotes, where <c>${</c> begins an expression.</summary>
    public static string Template(string text, GoRun run) => Escape(text, "${}", run);

    /// <summary>Inside a regular expression: as literal characters.</summary>
    public static string Regexp(string text, GoRun run)
    {
        if (text.Length == 0) return "(?:)";
        var output = new GoWriter(run);
        foreach (char c in text)
        {
            if (c is '$' or '(' or ')' or '*' or '-' or '.' or '?' or '[' or ']' or '^' or '{' or '|' or '}') output.Write('\\').Write(c);
            else if (c == '`') output.Write(c);
            else Append(output, c, "");
        }
        return output.Take();
    }

    private static string Escape(string text, string more, GoRun run)
    {
        var output = new GoWriter(run);
        foreach (char c in text) Append(output, c, more);
        return output.Take();
    }

    private static void Append(GoWriter output, char c, string more)
    {
        switch (c)
        {
            case '\t': output.Write(@"\t"); break;
            case '\n': output.Write(@"\n"); break;
            case '\f': output.Write(@"\f"); break;
            case '\r': output.Write(@"\r"); break;
            case '\\': output.Write(@"\\"); break;
            case '/': output.Write(@"\/"); break;
            case < ' ' or '"' or '&' or '\'' or '+' or '<' or '>' or '`' or '\x7F' or '\u2028' or '\u2029': Code(output, c); break;
            default:
                if (more.Contains(c)) Code(output, c);
                else output.Write(c);
                break;
        }
    }

    private static void Code(GoWriter output, char c) => output.Write(@"\u").Write(((int)c).ToString("x4", CultureInfo.InvariantCulture));

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '$' or '_';
}
