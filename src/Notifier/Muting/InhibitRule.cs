using System.Text;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Muting;

/// <summary>One inhibition rule. Immutable, pure.</summary>
internal sealed class InhibitRule(InhibitRuleConfig config)
{
    private readonly byte[][] _equal = [.. config.Equal.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];

    public string Name => config.Name;

    public InhibitRuleConfig Config => config;

    public bool IsSource(LabelSet labels) => Matcher.MatchesAll(config.SourceMatchers, labels);

    public bool IsTarget(LabelSet labels) => Matcher.MatchesAll(config.TargetMatchers, labels);

    /// <summary>The equal labels of an alert: two alerts agree exactly when these are the same. A missing label is as good as an empty one.</summary>
    public LabelSet EqualPart(LabelSet labels)
    {
        if (_equal.Length == 0) return LabelSet.Empty;
        var builder = new LabelSetBuilder();
        foreach (byte[] name in _equal) builder.Set(name, labels.Get(name));
        return builder.Build();
    }
}
