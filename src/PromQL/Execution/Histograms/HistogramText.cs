using System.Globalization;
using System.Text;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>A histogram as text, in upstream's form: <c>{count:4, sum:5, (0.5,1]:1, (1,2]:3}</c>.</summary>
internal static class HistogramText
{
    public static string Of(Histogram histogram)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{count:{NumberText.General(histogram.Count)}, sum:{NumberText.General(histogram.Sum)}");
        List<Bucket> buckets = BucketWalk.Ascending(histogram);
        foreach (Bucket bucket in buckets)
        {
            if (bucket.Count == 0) continue;
            bool isZero = !histogram.IsCustom && bucket.Lower == -histogram.ZeroThreshold && bucket.Upper == histogram.ZeroThreshold;
            bool closedBelow = isZero || bucket.Upper <= 0;
            bool closedAbove = isZero || bucket.Lower >= 0 || histogram.IsCustom;
            text.Append(", ").Append(closedBelow && !histogram.IsCustom ? '[' : '(').Append(NumberText.General(bucket.Lower)).Append(',')
                .Append(NumberText.General(bucket.Upper)).Append(closedAbove ? ']' : ')').Append(':').Append(NumberText.General(bucket.Count));
        }
        return text.Append('}').ToString();
    }
}
