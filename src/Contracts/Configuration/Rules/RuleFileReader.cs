using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Rules;

/// <summary>
/// Reads rule files strictly, with upstream's errors and the place of each. A PrometheusRule resource is read through its <c>spec</c>, with a
/// warning, unless strict. All errors of a file are reported by one read.
/// </summary>
public sealed class RuleFileReader(RuleChecks checks, bool strict = false)
{
    /// <summary>Reads a file; null when it has an error (in <paramref name="problems"/>).</summary>
    public RuleFileConfig? Read(string path, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        YamlMap? root = YamlFile.Read(path, problems);
        return root is null ? null : Finish(path, root, problems, before);
    }

    /// <summary>Reads text as if it stood in <paramref name="file"/>.</summary>
    public RuleFileConfig? Parse(string file, string text, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        YamlMap? root = YamlFile.Parse(file, text, problems);
        return root is null ? null : Finish(file, root, problems, before);
    }

    private RuleFileConfig? Finish(string file, YamlMap root, ConfigProblems problems, int errorsBefore)
    {
        YamlMap? body = strict ? root : Unwrap(root);
        if (body is null) return null;
        var groups = new List<RuleGroupConfig>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlValue item in body.List("groups"))
        {
            if (item.AsMap() is not { } map) continue;
            RuleGroupConfig group = ReadGroup(map);
            if (group.Name.Length > 0 && !names.Add(group.Name)) map.Error($"groupname: \"{group.Name}\" is repeated in the same file");
            groups.Add(group);
        }
        body.RejectUnknown();
        return problems.Errors.Count > errorsBefore ? null : new RuleFileConfig(file, groups);
    }

    private static YamlMap? Unwrap(YamlMap root)
    {
        YamlValue? kind = root.Take("kind");
        if (kind is not { IsScalar: true } || kind.AsString() != "PrometheusRule") return kind is null ? root : Reject(root);
        kind.Warn(
            "this is a PrometheusRule resource for the Prometheus Operator; its spec is read as the rule file",
            "put what stands under spec at the top of a file of its own");
        root.Take("apiVersion");
        root.Take("metadata");
        YamlMap? spec = root.Map("spec");
        root.RejectUnknown();
        if (spec is null) root.Error("a PrometheusRule without spec");
        return spec;
    }

    private static YamlMap? Reject(YamlMap root)
    {
        root.Error("field kind not found", "only a rule file with groups, or a PrometheusRule resource, can be read here");
        return null;
    }

    private RuleGroupConfig ReadGroup(YamlMap map)
    {
        string name = map.String("name");
        if (name.Length == 0) map.Error("Groupname must not be empty");
        var group = new RuleGroupConfig
        {
            Name = name,
            Interval = map.OptionalDuration("interval"),
            Limit = (int)Math.Clamp(map.Integer("limit", 0), 0, int.MaxValue),
            QueryOffset = map.OptionalDuration("query_offset"),
            Labels = RuleLabels.Read(map, "labels", "label", ""),
            Rules = [.. ReadRules(map, name)],
        };
        map.RejectUnknown(Belongs);
        return group;
    }

    private IEnumerable<RuleConfig> ReadRules(YamlMap group, string name)
    {
        int number = 0;
        foreach (YamlValue item in group.List("rules"))
        {
            number++;
            if (item.AsMap() is { } map) yield return new RuleReader(checks, name, number).Read(map);
        }
    }

    private static string? Belongs(string key) => key switch
    {
        "partial_response_strategy" => "a Thanos Ruler key: remove it here",
        "for" or "expr" or "alert" or "record" or "keep_firing_for" => "belongs in a rule of this group",
        _ => null,
    };
}
