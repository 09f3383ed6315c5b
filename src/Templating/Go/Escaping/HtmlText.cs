using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Values inside text and attributes.</summary>
internal static partial class HtmlText
{
    /// <param name="keepEntities">The text is HTML already: its ampersands stay.</param>
    /// <param name="unquoted">Nothing stands around the value, so that white space and more would end it.</param>
    public static string Escape(string text, bool keepEntities, bool unquoted, GoRun run)
    {
        var output = new GoWriter(run);
        foreach (char c in text)
        {
            bool escape = c switch
            {
                '&' => !keepEntities,
                '<' or '>' or '"' or '\'' or '+' => true,
                '\t' or '\n' or '\v' or '\f' or '\r' or ' ' or '=' or '`' => unquoted,
                _ => false,
            };
            if (c == '\0') output.Write(unquoted ? "&#xfffd;" : "\uFFFD");
            else if (escape) output.Write(Entity(c));
            else output.Write(c);
        }
        return output.ToString();
    }

    /// <summary>The text of an HTML fragment, without its tags and comments.</summary>
    public static string WithoutTags(string html) => Tags().Replace(html, "");

    /// <summary>A name for an attribute that cannot be anything else.</summary>
    public static string Name(string text)
    {
        string name = text.ToLowerInvariant();
        bool plain = name.Length > 0 && name.All(char.IsAsciiLetterOrDigit) && Attributes.KindOf(name) == AttributeKind.Plain;
        return plain ? name : Escapers.Refused;
    }

    private static string Entity(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => "&#" + ((int)c).ToString(CultureInfo.InvariantCulture) + ";",
    };

    [GeneratedRegex("<!--[^>]*-->|</?[A-Za-z][^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
