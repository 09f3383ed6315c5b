using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Values inside text and attributes.</summary>
internal static partial class HtmlText
{
    private const string Marks = "\0<>\"'+";
    private const string Ends = "\t\n\v\f\r =`";
    private static readonly SearchValues<char> Plain = SearchValues.Create("&" + Marks);
    private static readonly SearchValues<char> Normal = SearchValues.Create(Marks);
    private static readonly SearchValues<char> PlainUnquoted = SearchValues.Create("&" + Marks + Ends);
    private static readonly SearchValues<char> NormalUnquoted = SearchValues.Create(Marks + Ends);

    /// <param name="keepEntities">The text is HTML already: its ampersands stay.</param>
    /// <param name="unquoted">Nothing stands around the value, so that white space and more would end it.</param>
    public static string Escape(string text, bool keepEntities, bool unquoted, GoRun run)
    {
        if (!text.AsSpan().ContainsAny(Special(keepEntities, unquoted))) return text;
        var output = new GoWriter(run, text.Length);
        Write(output, text, keepEntities, unquoted);
        return output.Take();
    }

    /// <summary>The same, straight into the output.</summary>
    public static GoWriter Write(GoWriter output, ReadOnlySpan<char> text, bool keepEntities, bool unquoted)
    {
        SearchValues<char> special = Special(keepEntities, unquoted);
        for (int at; (at = text.IndexOfAny(special)) >= 0; text = text[(at + 1)..])
            output.Write(text[..at]).Write(Entity(text[at], unquoted));
        return output.Write(text);
    }

    private static SearchValues<char> Special(bool keepEntities, bool unquoted) =>
        keepEntities ? unquoted ? NormalUnquoted : Normal : unquoted ? PlainUnquoted : Plain;

    /// <summary>The text of an HTML fragment, without its tags and comments.</summary>
    public static string WithoutTags(string html) => Tags().Replace(html, "");

    /// <summary>A name for an attribute that cannot be anything else.</summary>
    public static string Name(string text)
    {
        string name = text.ToLowerInvariant();
        bool plain = name.Length > 0 && name.All(char.IsAsciiLetterOrDigit) && Attributes.KindOf(name) == AttributeKind.Plain;
        return plain ? name : Escapers.Refused;
    }

    private static string Entity(char c, bool unquoted) => c switch
    {
        '\0' => unquoted ? "&#xfffd;" : "\uFFFD",
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => "&#" + ((int)c).ToString(CultureInfo.InvariantCulture) + ";",
    };

    [GeneratedRegex("<!--[^>]*-->|</?[A-Za-z][^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
