using Tocsin.Model.Storage;

namespace Tocsin.Engine.Rules;

/// <summary>The place of one rule in a running group: the rule, how it fares, and what it wrote.</summary>
internal sealed class RuleSlot(IRule rule, ISampleStore store)
{
    private volatile RuleState _state = RuleState.Initial;

    public IRule Rule => rule;

    public WrittenSeries Written { get; } = new(store);

    /// <summary>Read by the API while the group runs.</summary>
    public RuleState State
    {
        get => _state;
        set => _state = value;
    }

    public void TakeOver(RuleSlot predecessor)
    {
        rule.TakeOver(predecessor.Rule);
        Written.TakeOver(predecessor.Written);
        _state = predecessor.State;
    }
}
