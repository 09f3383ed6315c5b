using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The list <c>inhibit_rules</c>.</summary>
internal static class InhibitRuleReader
{
    public static IReadOnlyList<InhibitRuleConfig> ReadAll(IReadOnlyList<YamlValue> values, LoadContext context)
    {
        var rules = new List<InhibitRuleConfig>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlValue value in values)
        {
            if (value.AsMap() is not { } map) continue;
            var rule = new InhibitRuleConfig
            {
                Name = map.String("name"),
                SourceMatchers = MatcherReader.Read(map, "source_", context),
                TargetMatchers = MatcherReader.Read(map, "target_", context),
                Equal = map.Strings("equal"),
            };
            foreach (string name in rule.Equal)
                if (!context.IsLabelName(name))
                    map.Take("equal")!.Error($"invalid label name \"{name}\" in equal list");
            if (rule.Name.Length > 0 && !names.Add(rule.Name)) value.Warn($"another inhibition rule is named \"{rule.Name}\" too", "");
            map.RejectUnknown();
            rules.Add(rule);
        }
        return rules;
    }
}
