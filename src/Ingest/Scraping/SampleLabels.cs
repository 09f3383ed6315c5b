using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Scraping;

/// <summary>Brings the labels of a sample and of its target together, and checks the result.</summary>
internal static class SampleLabels
{
    /// <summary>
    /// With honor_labels the sample's own labels win, even empty ones; without, the target's win and the others move to <c>exported_NAME</c>.
    /// </summary>
    public static void Merge(LabelSetBuilder labels, Target target, bool honor, IExpositionReader reader)
    {
        List<(string Name, string Value)>? conflicts = null;
        foreach (LabelPair pair in target.Labels)
        {
            if (honor)
            {
                if (!reader.NamesLabel(pair.Name)) labels.Set(pair.Name, pair.Value);
                continue;
            }
            ReadOnlySpan<byte> existing = labels.Get(pair.Name);
            if (!existing.IsEmpty) (conflicts ??= []).Add((Encoding.UTF8.GetString(pair.Name), Encoding.UTF8.GetString(existing)));
            labels.Set(pair.Name, pair.Value);
        }
        if (conflicts is null) return;
        foreach ((string name, string value) in conflicts.OrderBy(conflict => conflict.Name.Length))
        {
            string exported = "exported_" + name;
            while (labels.Get(exported).Length > 0) exported = "exported_" + exported;
            labels.Set(exported, value);
        }
    }

    /// <summary>Labels of a series that the scrape itself makes; the target's always win.</summary>
    public static LabelSet ForReport(string metric, Target target) => new LabelSetBuilder(target.Labels).Set(LabelNames.MetricName, metric).Build();

    /// <summary>Why the labels are refused, or null.</summary>
    public static string? Check(LabelSet labels, ScrapeDefaults limits)
    {
        if (!labels.Contains(LabelNames.MetricNameUtf8)) return "missing metric name (__name__ label)";
        if (limits.LegacyNames && !ClassicNames(labels)) return $"invalid metric name or label names: {labels}";
        if (limits.LabelLimit > 0 && labels.Count > limits.LabelLimit)
            return $"label_limit exceeded (metric: {Metric(labels)}, number of labels: {labels.Count}, limit: {limits.LabelLimit})";
        return limits.LabelNameLengthLimit > 0 || limits.LabelValueLengthLimit > 0 ? CheckLengths(labels, limits) : null;
    }

    private static string? CheckLengths(LabelSet labels, ScrapeDefaults limits)
    {
        foreach (LabelPair pair in labels)
        {
            if (limits.LabelNameLengthLimit > 0 && pair.Name.Length > limits.LabelNameLengthLimit)
                return $"label_name_length_limit exceeded (metric: {Metric(labels)}, label name: {Encoding.UTF8.GetString(pair.Name)}, length: {pair.Name.Length}, limit: {limits.LabelNameLengthLimit})";
            if (limits.LabelValueLengthLimit > 0 && pair.Value.Length > limits.LabelValueLengthLimit)
                return $"label_value_length_limit exceeded (metric: {Metric(labels)}, label name: {Encoding.UTF8.GetString(pair.Name)}, value: {LabelText.Quote(Encoding.UTF8.GetString(pair.Value[..Math.Min(pair.Value.Length, 50)]))}, length: {pair.Value.Length}, limit: {limits.LabelValueLengthLimit})";
        }
        return null;
    }

    private static bool ClassicNames(LabelSet labels)
    {
        foreach ((string name, string value) in labels.ToStrings())
            if (!LabelNames.IsClassicLabel(name) || (name == LabelNames.MetricName && !LabelNames.IsClassicMetric(value)))
                return false;
        return true;
    }

    private static string Metric(LabelSet labels)
    {
        string name = labels.Get(LabelNames.MetricName);
        return name.Length <= 50 ? name : name[..50] + "...";
    }
}
