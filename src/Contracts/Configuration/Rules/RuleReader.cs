using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Rules;

/// <summary>Reads and judges one rule. Messages name the group, the rule's number in it (from 1) and its name, as upstream does.</summary>
internal sealed class RuleReader(RuleChecks checks, string group, int number)
{
    private string _prefix = "";

    public RuleConfig Read(YamlMap map)
    {
        string record = map.String("record"), alert = map.String("alert");
        _prefix = $"group \"{group}\", rule {number}, \"{(alert.Length > 0 ? alert : record)}\": ";
        YamlValue? expr = map.Take("expr");
        YamlValue? hold = map.Take("for"), keep = map.Take("keep_firing_for"), annotations = map.Take("annotations");
        var rule = new RuleConfig
        {
            Record = record,
            Alert = alert,
            Expr = expr is { IsNull: false } ? expr.AsString() : "",
            For = map.Duration("for", TimeSpan.Zero),
            KeepFiringFor = map.Duration("keep_firing_for", TimeSpan.Zero),
            Labels = RuleLabels.Read(map, "labels", "label", _prefix),
            Annotations = RuleLabels.Read(map, "annotations", "annotation", _prefix),
        };
        map.RejectUnknown(Belongs);
        JudgeNames(map, rule);
        JudgeExpression(map, expr, rule);
        if (record.Length > 0 && alert.Length == 0)
        {
            Forbid(hold, rule.For != TimeSpan.Zero, "for");
            Forbid(keep, rule.KeepFiringFor != TimeSpan.Zero, "keep_firing_for");
            Forbid(annotations, rule.Annotations.Count > 0, "annotations");
        }
        if (alert.Length > 0) JudgeTemplates(map, rule);
        return rule;
    }

    private void JudgeNames(YamlMap map, RuleConfig rule)
    {
        if (rule.Record.Length > 0 && rule.Alert.Length > 0) map.Error(_prefix + "only one of 'record' and 'alert' must be set");
        else if (rule.Record.Length == 0 && rule.Alert.Length == 0) map.Error(_prefix + "one of 'record' or 'alert' must be set");
        if (rule.Record.AsSpan().IndexOfAny('{', '}') >= 0)
            map.Take("record")!.Error($"{_prefix}braces present in the recording rule name; should it be in expr?: {rule.Record}");
    }

    private void JudgeExpression(YamlMap map, YamlValue? expr, RuleConfig rule)
    {
        if (rule.Expr.Length == 0)
        {
            map.Error(_prefix + "field 'expr' must be set in rule");
            return;
        }
        if (checks.Expression(rule.Expr) is { } wrong) expr!.Error($"{_prefix}could not parse expression: {wrong}");
    }

    private void Forbid(YamlValue? value, bool set, string field)
    {
        if (set) value!.Error($"{_prefix}invalid field '{field}' in recording rule", "it belongs to alerting rules");
    }

    private void JudgeTemplates(YamlMap map, RuleConfig rule)
    {
        JudgeTemplates(map, rule.Alert, "labels", "label", rule.Labels);
        JudgeTemplates(map, rule.Alert, "annotations", "annotation", rule.Annotations);
    }

    private void JudgeTemplates(YamlMap map, string alert, string key, string what, IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string name, string text) in texts)
        {
            if (checks.Template(alert, text) is not { } wrong) continue;
            map.Map(key)!.Take(name)!.Error($"{_prefix}{what} \"{name}\": {wrong}");
        }
    }

    private static string? Belongs(string key) => key switch
    {
        "interval" or "limit" or "query_offset" => "belongs to the group, beside its name",
        "namespace" or "apiVersion" or "metadata" => "belongs to Kubernetes resources, not to rules",
        _ => null,
    };
}
