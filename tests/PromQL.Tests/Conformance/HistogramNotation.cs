using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>A histogram as scripts write it: <c>{{schema:0 sum:5 count:4 buckets:[1 2 1]}}</c>.</summary>
internal static partial class HistogramNotation
{
    public static Histogram Read(string text)
    {
        var histogram = new Histogram();
        int offset = 0, negativeOffset = 0;
        double[] positive = [], negative = [];
        foreach (Match part in Part().Matches(text.Trim('{', '}')))
        {
            string value = part.Groups["value"].Value;
            switch (part.Groups["key"].Value)
            {
                case "schema": histogram = histogram with { Schema = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "sum": histogram = histogram with { Sum = SeriesNotation.ReadNumber(value) }; break;
                case "count": histogram = histogram with { Count = SeriesNotation.ReadNumber(value) }; break;
                case "z_bucket": histogram = histogram with { ZeroCount = SeriesNotation.ReadNumber(value) }; break;
                case "z_bucket_w": histogram = histogram with { ZeroThreshold = SeriesNotation.ReadNumber(value) }; break;
                case "offset": offset = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "n_offset": negativeOffset = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "buckets": positive = Numbers(value); break;
                case "n_buckets": negative = Numbers(value); break;
                case "custom_values": histogram = histogram with { Bounds = Numbers(value) }; break;
                case "counter_reset_hint": histogram = histogram with { Hint = Hint(value) }; break;
                default: throw new FormatException($"not a histogram: {text}");
            }
        }
        return histogram with { Positive = Buckets(offset, positive), Negative = Buckets(negativeOffset, negative) };
    }

    private static CounterResetHint Hint(string text) => text switch
    {
        "reset" => CounterResetHint.Reset,
        "not_reset" => CounterResetHint.NotReset,
        "gauge" => CounterResetHint.Gauge,
        _ => CounterResetHint.Unknown,
    };

    private static double[] Numbers(string list) =>
        [.. list.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SeriesNotation.ReadNumber)];

    private static Buckets Buckets(int offset, double[] counts) => new([.. Enumerable.Range(offset, counts.Length)], counts);

    [GeneratedRegex(@"(?<key>\w+):\s*(?<value>\[[^\]]*\]|\S+)")]
    private static partial Regex Part();
}
