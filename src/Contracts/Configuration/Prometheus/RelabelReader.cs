using System.Text.RegularExpressions;
using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Relabeling;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads lists of relabelling rules and refuses the combinations that upstream refuses.</summary>
internal static partial class RelabelReader
{
    private const string DefaultRegex = "(.*)";

    public static IReadOnlyList<RelabelRule> Read(YamlMap owner, string key, string emptyMessage, bool legacyNames)
    {
        var rules = new List<RelabelRule>();
        foreach (YamlValue item in owner.List(key))
        {
            if (item.IsNull) item.Error(emptyMessage);
            else if (item.AsMap() is { } map && ReadRule(map, legacyNames) is { } rule) rules.Add(rule);
        }
        return rules;
    }

    private static RelabelRule? ReadRule(YamlMap map, bool legacyNames)
    {
        var defaults = new RelabelRule();
        RelabelAction? action = Action(map.Take("action"));
        AnchoredRegex? regex = Regex(map.Take("regex"));
        YamlValue? modulus = map.Take("modulus");
        var rule = defaults with
        {
            Action = action ?? RelabelAction.Replace,
            SourceLabels = map.Strings("source_labels"),
            Separator = map.Take("separator") is { IsNull: false } separator ? separator.AsString() : defaults.Separator,
            Regex = regex ?? defaults.Regex,
            TargetLabel = map.String("target_label"),
            Replacement = map.Take("replacement") is { IsNull: false } replacement ? replacement.AsString() : defaults.Replacement,
            Modulus = modulus is { IsNull: false } given ? (ulong)Math.Max(0, given.AsInteger(0)) : 0,
        };
        map.RejectUnknown();
        if (action is null || regex is null) return null;
        string? wrong = Wrong(rule, defaults, legacyNames);
        if (wrong is not null) map.Error(wrong);
        return wrong is null ? rule : null;
    }

    private static RelabelAction? Action(YamlValue? value)
    {
        if (value is null) return RelabelAction.Replace;
        string text = value.AsString();
        if (text.Length == 0)
        {
            value.Error("relabel action cannot be empty");
            return null;
        }
        if (Enum.TryParse(text, ignoreCase: true, out RelabelAction action) && char.IsAsciiLetter(text[0])) return action;
        string? nearest = NearestName.Of(text, Enum.GetNames<RelabelAction>().Select(name => name.ToLowerInvariant()));
        value.Error($"unknown relabel action \"{text}\"", nearest is null ? "" : $"did you mean \"{nearest}\"?");
        return null;
    }

    private static AnchoredRegex? Regex(YamlValue? value)
    {
        if (value is not { IsNull: false }) return new AnchoredRegex(DefaultRegex);
        try
        {
            return new AnchoredRegex(value.AsString());
        }
        catch (FormatException e)
        {
            value.Error("error parsing regexp: " + e.Message);
            return null;
        }
    }

    private static string? Wrong(RelabelRule rule, RelabelRule defaults, bool legacyNames)
    {
        string action = Name(rule.Action);
        bool noRegex = rule.Regex.Pattern == DefaultRegex, noSeparator = rule.Separator == defaults.Separator;
        bool noReplacement = rule.Replacement == defaults.Replacement, noSources = rule.SourceLabels.Count == 0;
        bool noTarget = rule.TargetLabel.Length == 0, noModulus = rule.Modulus == 0;
        if (rule.Action == RelabelAction.HashMod && noModulus) return "relabel configuration for hashmod requires non-zero modulus";
        if (NeedsTarget(rule.Action) && noTarget) return $"relabel configuration for {action} action requires 'target_label' value";
        if (rule.Action is RelabelAction.Lowercase or RelabelAction.Uppercase && !noReplacement) return $"'replacement' can not be set for {action} action";
        if (rule.Action is RelabelAction.LabelDrop or RelabelAction.LabelKeep && !(noSources && noTarget && noModulus && noSeparator && noReplacement))
            return $"{action} action requires only 'regex', and no other fields";
        if (rule.Action is RelabelAction.KeepEqual or RelabelAction.DropEqual && !(noRegex && noModulus && noSeparator && noReplacement))
            return $"{action} action requires only 'source_labels' and 'target_label', and no other fields";
        if (!legacyNames) return null;
        if (NeedsTarget(rule.Action) && !ValidTarget(rule)) return $"\"{rule.TargetLabel}\" is invalid 'target_label' for {action} action";
        if (rule.Action == RelabelAction.LabelMap && !LegacyTemplate().IsMatch(rule.Replacement))
            return $"\"{rule.Replacement}\" is invalid 'replacement' for {action} action";
        return null;
    }

    private static bool ValidTarget(RelabelRule rule) => rule.Action == RelabelAction.Replace
        ? LegacyTemplate().IsMatch(rule.TargetLabel)
        : LabelNames.IsClassicLabel(rule.TargetLabel);

    private static bool NeedsTarget(RelabelAction action) => action is RelabelAction.Replace or RelabelAction.HashMod or RelabelAction.Lowercase
        or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual;

    private static string Name(RelabelAction action) => action.ToString().ToLowerInvariant();

    // A classic label name in which any part may be a group reference.
    [GeneratedRegex(@"^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LegacyTemplate();
}
