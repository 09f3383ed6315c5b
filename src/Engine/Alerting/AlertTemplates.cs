using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;
using Tocsin.Templating;
using Tocsin.Templating.Rules;
using TemplateSample = Tocsin.Templating.Rules.RuleSample;

namespace Tocsin.Engine.Alerting;

/// <summary>Expands the labels and annotations of one alerting rule. Texts without template marks are taken as they are.</summary>
internal sealed class AlertTemplates(RuleModel rule, IRuleQuery query, AlertingSettings settings, Uri externalUrl, TimeProvider clock)
{
    private readonly string _externalUrl = externalUrl.ToString().TrimEnd('/');
    private readonly LabelSetBuilder _builder = new();
    private LabelSet? _externalSet;
    private Dictionary<string, string> _external = [];

    /// <summary>The alert that a sample means, at the time of <paramref name="tick"/>. A template that fails leaves its error as the value.</summary>
    public AlertCandidate Apply(LabelSet sample, double value, RuleTick tick, CancellationToken cancel)
    {
        LabelSet external = settings.Current.ExternalLabels;
        if (!ReferenceEquals(external, _externalSet)) (_externalSet, _external) = (external, external.ToStrings().ToDictionary());
        var data = new RuleTemplateData(sample.ToStrings().ToDictionary(), value, _external, _externalUrl) { AlertName = rule.Name };
        IReadOnlyList<TemplateSample> Run(string expression) => Query(expression, tick, cancel);

        _builder.Reset(sample).Delete(LabelNames.MetricNameUtf8);
        foreach (string removed in rule.RemovedLabels) _builder.Delete(removed);
        foreach ((string name, string text) in rule.Labels.ToStrings()) _builder.Set(name, Expand(text, data, Run, cancel));
        LabelSet labels = _builder.Set(LabelNames.AlertName, rule.Name).Build();
        _builder.Clear();
        foreach ((string name, string text) in rule.Annotations.ToStrings()) _builder.Set(name, Expand(text, data, Run, cancel));
        return new AlertCandidate(labels, _builder.Build(), value);
    }

    private string Expand(string text, RuleTemplateData data, RuleQuery run, CancellationToken cancel)
    {
        if (!text.Contains("{{", StringComparison.Ordinal)) return text;
        TemplateResult result = RuleTemplate.Expand(text, data, run, clock, cancel);
        return result.Output ?? $"<error expanding template: {result.Error}>";
    }

    // Templates are synchronous and queries in them rare; the evaluation thread waits.
    private List<TemplateSample> Query(string expression, RuleTick tick, CancellationToken cancel)
    {
        RuleQueryResult result = query.RunAsync(tick.Group, expression, tick.SampleTime, cancel).AsTask().GetAwaiter().GetResult();
        if (result.Error is not null) throw new RuleQueryException(result.Error);
        return [.. result.Samples.Select(sample => new TemplateSample(sample.Labels.ToStrings().ToDictionary(), sample.Value))];
    }
}
