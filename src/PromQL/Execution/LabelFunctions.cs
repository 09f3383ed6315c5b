using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.PromQL.Execution;

/// <summary>The rules of label_replace and label_join.</summary>
internal static class LabelFunctions
{
    /// <exception cref="QueryException">The pattern or the label name is not valid.</exception>
    public static Func<SeriesHead, SeriesHead> Replace(string target, string replacement, string source, string pattern)
    {
        AnchoredRegex regex;
        try
        {
            regex = new AnchoredRegex(pattern);
            // The groups are made when they are needed; that they can be made is found here.
            regex.Match("");
        }
        catch (FormatException)
        {
            throw new QueryException("invalid regular expression in label_replace(): " + pattern);
        }
        if (!IsValid(target)) throw new QueryException("invalid destination label name in label_replace(): " + target);
        return head =>
        {
            Match? match = regex.Match(head.Labels.Get(source));
            return match is null ? head : With(head, target, Expand(replacement, match));
        };
    }

    /// <exception cref="QueryException">The label name is not valid.</exception>
    public static Func<SeriesHead, SeriesHead> Join(string target, string separator, string[] sources)
    {
        foreach (string source in sources)
            if (!IsValid(source))
                throw new QueryException("invalid source label name in label_join(): " + source);
        if (!IsValid(target)) throw new QueryException("invalid destination label name in label_join(): " + target);
        return head => With(head, target, string.Join(separator, sources.Select(head.Labels.Get)));
    }

    /// <summary>Any UTF-8 text; what was not has become replacement characters on reading.</summary>
    private static bool IsValid(string name) => name.Length > 0 && !name.Contains('\uFFFD');

    private static SeriesHead With(SeriesHead head, string target, string value)
    {
        LabelSet labels = new LabelSetBuilder(head.Labels).Set(target, value).Build();
        // A name that is given anew is wanted.
        return new SeriesHead(labels, head.DropName && target != LabelNames.MetricName);
    }

    /// <summary>Go's templates: <c>$1</c>, <c>$name</c>, <c>${name}</c>, <c>$$</c>; a group that is not there is empty.</summary>
    private static string Expand(string template, Match match)
    {
        if (!template.Contains('$')) return template;
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '$')
            {
                text.Append(template[i]);
                continue;
            }
            if (i + 1 < template.Length && template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }
            bool braced = i + 1 < template.Length && template[i + 1] == '{';
            int start = i + (braced ? 2 : 1), end = start;
            while (end < template.Length && (char.IsAsciiLetterOrDigit(template[end]) || template[end] == '_')) end++;
            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append('$');
                continue;
            }
            text.Append(match.Groups[template[start..end]].Value);
            i = braced ? end : end - 1;
        }
        return text.ToString();
    }
}
