using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Rules;

/// <summary>Reads the maps of labels and annotations in rule files. Names may be any UTF-8 text; <c>__name__</c> may not be set.</summary>
internal static class RuleLabels
{
    /// <param name="what"><c>label</c> or <c>annotation</c>, for messages.</param>
    /// <param name="prefix">Which rule it is, for messages; empty for a group.</param>
    public static IReadOnlyDictionary<string, string> Read(YamlMap map, string key, string what, string prefix)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map(key) is not { } entries) return labels;
        foreach ((string name, YamlValue value) in entries.Entries())
        {
            bool reserved = what == "label" && name == LabelNames.MetricName;
            if (name.Length == 0 || reserved) value.Error($"{prefix}invalid {what} name: {name}", reserved ? "the metric name is set by record or by the alert itself" : "");
            else labels[name] = value.AsString();
        }
        return labels;
    }
}
