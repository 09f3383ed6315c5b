using System.Globalization;
using System.Text;

namespace Tocsin.Host.Telemetry;

/// <summary>Writes families in the Prometheus text format 0.0.4.</summary>
internal static class MetricText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    public static string Write(MetricRegistry registry)
    {
        var text = new StringBuilder(64 * 1024);
        registry.Collect(text, WriteFamily);
        return text.ToString();
    }

    private static void WriteFamily(StringBuilder text, MetricFamily family)
    {
        MetricSeries[] all = [.. family.Series];
        if (all.Length == 0) return;
        if (family.Type != FamilyType.SummaryTotal)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.Replace("\\", @"\\").Replace("\n", "\\n")).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeOf(family)).Append('\n');
        }
        foreach (MetricSeries series in all)
        {
            if (family.Type is FamilyType.Histogram or FamilyType.Summary) WriteHistogram(text, family, series);
            else WriteLine(text, family.Name, "", series.Tags, null, series.Value);
        }
    }

    private static string TypeOf(MetricFamily family) => family.Type == FamilyType.Quantiles ? "summary" : family.Type.ToString().ToLowerInvariant();

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        long total = 0;
        for (int i = 0; i <= family.Bounds.Count; i++)
        {
            total += series.Bucket(i);
            if (family.Type == FamilyType.Histogram) WriteLine(text, family.Name, "_bucket", series.Tags, i < family.Bounds.Count ? Number(family.Bounds[i]) : "+Inf", total);
        }
        WriteLine(text, family.Name, "_sum", series.Tags, null, series.Value);
        WriteLine(text, family.Name, "_count", series.Tags, null, total);
    }

    private static void WriteLine(
        StringBuilder text, string name, string suffix, ReadOnlySpan<KeyValuePair<string, object?>> tags, string? bound, double value)
    {
        text.Append(name).Append(suffix);
        if (tags.Length > 0 || bound is not null)
        {
            char separator = '{';
            foreach ((string key, object? tag) in tags)
            {
                text.Append(separator).Append(key).Append("=\"").Append(Escape(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "")).Append('"');
                separator = ',';
            }
            if (bound is not null) text.Append(separator).Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escape(string value) => value.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
