using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>otlp</c>.</summary>
internal static class OtlpReader
{
    public static OtlpConfig Read(YamlMap? map, bool legacyNames)
    {
        if (map is null) return new OtlpConfig();
        var otlp = new OtlpConfig
        {
            Translation = Translation(map.Take("translation_strategy"), legacyNames),
            PromoteResourceAttributes = Attributes(map, "promote_resource_attributes", "promoted"),
            PromoteAllResourceAttributes = map.Bool("promote_all_resource_attributes", false),
            IgnoreResourceAttributes = Attributes(map, "ignore_resource_attributes", "ignored"),
            KeepIdentifyingResourceAttributes = map.Bool("keep_identifying_resource_attributes", false),
            ConvertHistogramsToCustomBuckets = map.Bool("convert_histograms_to_nhcb", false),
            PromoteScopeMetadata = map.Bool("promote_scope_metadata", false),
            LabelNameUnderscoreSanitization = map.Bool("label_name_underscore_sanitization", true),
            LabelNamePreserveMultipleUnderscores = map.Bool("label_name_preserve_multiple_underscores", true),
        };
        if (otlp.PromoteAllResourceAttributes && otlp.PromoteResourceAttributes.Count > 0)
            map.Error("'promote_all_resource_attributes' and 'promote_resource_attributes' cannot be configured simultaneously");
        if (!otlp.PromoteAllResourceAttributes && otlp.IgnoreResourceAttributes.Count > 0)
            map.Error("'ignore_resource_attributes' cannot be configured unless 'promote_all_resource_attributes' is true");
        map.RejectUnknown();
        return otlp;
    }

    private static OtlpTranslation Translation(YamlValue? value, bool legacyNames)
    {
        if (value is not { IsNull: false }) return OtlpTranslation.UnderscoreEscapingWithSuffixes;
        string text = value.AsString();
        if (!Enum.TryParse(text, out OtlpTranslation translation) || !Enum.IsDefined(translation)) value.Error($"unsupported OTLP translation strategy \"{text}\"");
        else if (legacyNames && translation is (OtlpTranslation.NoTranslation or OtlpTranslation.NoUTF8EscapingWithSuffixes))
            value.Error($"OTLP translation strategy \"{text}\" is not allowed when UTF8 is disabled");
        return translation;
    }

    private static List<string> Attributes(YamlMap map, string key, string what)
    {
        var names = new List<string>();
        foreach (YamlValue value in map.List(key))
        {
            string name = value.AsString().Trim();
            if (name.Length == 0) value.Error($"invalid '{key}': empty {what} OTel resource attribute");
            else if (names.Contains(name)) value.Error($"invalid '{key}': duplicated {what} OTel resource attribute \"{name}\"");
            else names.Add(name);
        }
        return names;
    }
}
