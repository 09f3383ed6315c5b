using System.Buffers;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Routing;

/// <summary>
/// A matcher as it stands in a group key, which other systems know groups by: the name bare and the value with as few escapes as can be, unless the name
/// could not be read back that way.
/// </summary>
internal static class MatcherText
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("{}!=~,\\\"'` \t\r\n\v\f");

    /// <summary>The labels of a group, names always bare.</summary>
    public static string Of(LabelSet labels) =>
        "{" + string.Join(", ", labels.ToStrings().Select(pair => pair.Key + "=" + LabelText.Quote(pair.Value))) + "}";

    public static string Of(Matcher matcher)
    {
        if (matcher.Name.AsSpan().IndexOfAny(Reserved) >= 0)
            return LabelText.Quote(matcher.Name) + Matcher.Text(matcher.Operator) + LabelText.Quote(matcher.Value);
        var text = new StringBuilder(matcher.Name).Append(Matcher.Text(matcher.Operator)).Append('"');
        foreach (char c in matcher.Value)
        {
            switch (c)
            {
                case '\\': text.Append(@"\\"); break;
                case '"': text.Append("\\\""); break;
                case '\n': text.Append("\\n"); break;
                default: text.Append(c); break;
            }
        }
        return text.Append('"').ToString();
    }
}
