using Tocsin.Engine.Rules;

namespace Tocsin.Engine.Alerting;

/// <summary>Makes recording and alerting rules.</summary>
internal sealed class RuleFactory(IRuleQuery query, AlertingSettings settings, Uri externalUrl, TimeProvider clock) : IRuleFactory
{
    public IRule Create(RuleModel model) => model.IsAlerting
        ? new AlertingRule(model, query, new AlertTemplates(model, query, settings, externalUrl, clock))
        : new RecordingRule(model, query);
}
