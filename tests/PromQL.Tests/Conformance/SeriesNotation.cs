using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>One value of a series line: nothing, a float, or a histogram.</summary>
internal readonly record struct NotedValue(double? Float, Histogram? Histogram)
{
    public static readonly NotedValue Gap = new(null, null);

    /// <summary>The counter reset hint is spelled out.</summary>
    public bool HasHint { get; init; }

    public bool IsHistogram => Histogram is not null;
}

/// <summary>A line such as <c>metric{label="v"} 1 _ 3+1x10</c>.</summary>
internal sealed partial record SeriesNotation(LabelSet Labels, IReadOnlyList<NotedValue> Values)
{
    private const string Number = @"[-+]?(?:[Ii]nf|NaN|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)";

    public static SeriesNotation Read(string line)
    {
        int end = MetricEnd(line);
        var values = new List<NotedValue>();
        foreach (Match item in Item().Matches(line[end..])) Expand(item.Value, values);
        return new SeriesNotation(ReadLabels(line[..end].Trim()), values);
    }

    public static LabelSet ReadLabels(string metric)
    {
        if (metric is "{}" or "") return LabelSet.Empty;
        if (metric.EndsWith("{}", StringComparison.Ordinal)) metric = metric[..^2];
        // A metric is written like a selector with equalities only.
        ParseOutcome outcome = QueryEngine.Parse(metric.StartsWith('{') ? metric : metric.Replace("{,", "{", StringComparison.Ordinal));
        var selector = outcome.Expression as VectorSelector ?? throw new FormatException($"not a metric: {metric}: {outcome.Error}");
        return LabelSet.FromStrings(selector.Matchers.Select(m => new KeyValuePair<string, string>(m.Name, m.Value)));
    }

    public static double ReadNumber(string text)
    {
        if (text == "stale") return StaleMarker.Value;
        string plain = text.TrimStart('+', '-');
        double value = plain.Equals("inf", StringComparison.OrdinalIgnoreCase) ? double.PositiveInfinity
            : plain == "NaN" ? double.NaN
            : double.Parse(plain, CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? -value : value;
    }

    internal static int MetricEnd(string line)
    {
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && quoted) i++;
            else if (line[i] == '"') quoted = !quoted;
            else if (!quoted && line[i] == '}') return i + 1;
            else if (!quoted && line[i] is ' ' or '\t' && !line[..i].Contains('{'))
            {
                // Blanks may stand between the name and its braces.
                string rest = line[i..].TrimStart();
                if (!rest.StartsWith('{') || rest.StartsWith("{{", StringComparison.Ordinal)) return i;
            }
        }
        return line.Length;
    }

    private static void Expand(string item, List<NotedValue> values)
    {
        Match match = Form().Match(item);
        if (!match.Success) throw new FormatException($"not a value: {item}");
        int repeats = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["gap"].Success)
        {
            for (int i = 0; i < Math.Max(1, repeats); i++) values.Add(NotedValue.Gap);
            return;
        }
        if (match.Groups["histogram"].Success)
        {
            ExpandHistogram(match, repeats, values);
            return;
        }
        double value = ReadNumber(match.Groups["start"].Value), change = match.Groups["change"].Success ? ReadNumber(match.Groups["change"].Value) : 0;
        for (int i = 0; i <= repeats; i++)
        {
            values.Add(new NotedValue(value, null));
            value += change;
        }
    }

    private static void ExpandHistogram(Match match, int repeats, List<NotedValue> values)
    {
        string text = match.Groups["histogram"].Value;
        Histogram histogram = HistogramNotation.Read(text);
        Histogram? step = match.Groups["step"].Success ? HistogramNotation.Read(match.Groups["step"].Value) : null;
        for (int i = 0; i <= repeats; i++)
        {
            values.Add(new NotedValue(null, histogram) { HasHint = text.Contains("counter_reset_hint", StringComparison.Ordinal) });
            if (step is null) continue;
            bool falls = match.Groups["sign"].Value == "-";
            Histogram next = (falls ? HistogramArithmetic.Subtract(histogram, step) : HistogramArithmetic.Add(histogram, step)).Result!;
            histogram = next with { Hint = histogram.Hint };
        }
    }

    [GeneratedRegex(@"(?:\{\{.*?\}\}|[^\s{])+")]
    private static partial Regex Item();

    [GeneratedRegex(@"^(?:(?<gap>_)|(?<histogram>\{\{.*?\}\})(?:(?<sign>[-+])(?<step>\{\{.*?\}\}))?|(?<start>stale|" + Number + @")(?<change>[-+]" + Number + @")?)(?:x(?<times>\d+))?$")]
    private static partial Regex Form();
}
