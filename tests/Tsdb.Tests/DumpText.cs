using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Tests;

/// <summary>Reads the texts that promtool and the server print.</summary>
internal static class DumpText
{
    /// <summary>Labels as <c>{a="b", "ü"="c"}</c>.</summary>
    public static LabelSet Labels(string text)
    {
        var labels = new LabelSetBuilder();
        int at = 1;
        while (text[at] != '}')
        {
            string name = text[at] == '"' ? Quoted(text, ref at) : Until(text, '=', ref at);
            at++;
            labels.Set(name, Quoted(text, ref at));
            if (text[at] == ',') at += 2;
        }
        return labels.Build();
    }

    public static double Value(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Until(string text, char end, ref int at)
    {
        int begin = at;
        at = text.IndexOf(end, begin);
        return text[begin..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var result = new StringBuilder();
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] != '\\') result.Append(text[at]);
            else result.Append(text[++at] == 'n' ? '\n' : text[at]);
        }
        at++;
        return result.ToString();
    }
}
