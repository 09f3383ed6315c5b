using System.Text;

namespace Tocsin.Templating.Layouts;

/// <summary>Names as layouts spell them: <c>StartsAt</c> is <c>starts_at</c>, <c>GeneratorURL</c> is <c>generator_url</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1])) result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }
}
