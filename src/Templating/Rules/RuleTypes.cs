using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Rules;

/// <summary>The Go types that rule templates see.</summary>
internal static class RuleTypes
{
    public static readonly GoType Sample = new("*template.sample", GoKind.Struct);
    public static readonly GoType QueryResult = new("template.queryResult", GoKind.Slice, Sample, GoType.SliceOf(Sample));
    public static readonly GoType Data = new(
        "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }", GoKind.Struct);

    static RuleTypes()
    {
        Sample.With(fields:
        [
            new GoField("Labels", null, s => Texts(((RuleSample)s).Labels)),
            new GoField("Value", null, s => GoValue.Of(((RuleSample)s).Value)),
        ]);
        Data.With(fields:
        [
            new GoField("Labels", null, d => Texts(((RuleTemplateData)d).Labels)),
            new GoField("ExternalLabels", null, d => Texts(((RuleTemplateData)d).ExternalLabels)),
            new GoField("ExternalURL", null, d => GoValue.Of(((RuleTemplateData)d).ExternalUrl)),
            new GoField("Value", null, d => GoValue.Of(((RuleTemplateData)d).Value)),
        ]);
    }

    public static GoValue Of(RuleTemplateData data) => new(Data, data);

    public static GoValue Of(IReadOnlyList<RuleSample> samples) => new(QueryResult, new GoObjectList<RuleSample>(samples, Sample));

    private static GoValue Texts(IReadOnlyDictionary<string, string> texts) => GoValue.Of(GoType.StringMap, new GoTextMap(texts));
}
