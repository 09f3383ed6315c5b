using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary>What to dump. Times in ms since the epoch, both ends inclusive.</summary>
internal sealed record DumpRequest(string Path, string Sandbox, long MinTime, long MaxTime, IReadOnlyList<string> Selectors, bool OpenMetrics);

/// <summary>What <c>tocsin tsdb dump</c> and <c>dump-openmetrics</c> print: series by labels, samples by time.</summary>
internal static class TsdbDump
{
    public static async Task RunAsync(DumpRequest request, TextWriter console, CancellationToken cancel)
    {
        await using ReadOnlyTsdb data = ReadOnlyTsdb.Open(request.Path);
        var seen = new HashSet<LabelSet>();
        var samples = new SampleColumns();
        IReadOnlyList<Matcher>[] selectors = request.Selectors.Count == 0 ? [[]] : [.. request.Selectors.Select(TsdbReports.Selector)];
        foreach (IReadOnlyList<Matcher> matchers in selectors)
        {
            var selector = new SeriesSelector(matchers, request.MinTime, request.MaxTime);
            using ISeriesSelection found = await data.SelectAsync(selector, request.Sandbox, cancel);
            foreach (int series in Enumerable.Range(0, found.Count).OrderBy(found.LabelsAt))
            {
                LabelSet labels = found.LabelsAt(series);
                if (!seen.Add(labels)) continue;
                found.Read(series, samples);
                string name = request.OpenMetrics ? OpenMetricsName(labels) : labels.ToString();
                for (int i = 0; i < samples.Count; i++) Print(name, samples, i, request.OpenMetrics, console);
            }
            foreach (string warning in found.Warnings) throw new IOException(warning);
        }
        if (request.OpenMetrics) console.WriteLine("# EOF");
    }

    private static void Print(string series, SampleColumns samples, int at, bool openMetrics, TextWriter console)
    {
        long time = samples.Timestamps[at];
        NativeHistogram? histogram = samples.Histograms.IsEmpty ? null : samples.Histograms[at];
        // OpenMetrics has no native histograms.
        if (openMetrics && histogram is not null) return;
        string value = histogram is null ? GoText.Number(samples.Values[at]) : HistogramText.Of(histogram);
        string when = openMetrics ? (time / 1000m).ToString("F3", CultureInfo.InvariantCulture) : time.ToString(CultureInfo.InvariantCulture);
        console.WriteLine($"{series} {value} {when}");
    }

    /// <summary>As <c>name{a="b",c="d"}</c>.</summary>
    private static string OpenMetricsName(LabelSet labels)
    {
        var text = new StringBuilder(labels.Get(LabelNames.MetricName)).Append('{');
        bool first = true;
        foreach ((string name, string value) in labels.ToStrings())
        {
            if (name == LabelNames.MetricName) continue;
            if (!first) text.Append(',');
            text.Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
            first = false;
        }
        return text.Append('}').ToString();
    }
}
