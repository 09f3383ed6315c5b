using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Engine.Rules;

/// <summary>One evaluation of a group. Times in ms since the epoch.</summary>
/// <param name="Slot">The aligned time of the evaluation, the same for all rules of the group, however late it runs.</param>
/// <param name="SampleTime">The slot minus the query offset: the time the expressions see, and the timestamp of what is written.</param>
/// <param name="Limit">Most series or alerts a rule may give; 0 is no limit.</param>
/// <param name="Group">Whose evaluation it is: its queries are listed and logged under this name.</param>
internal readonly record struct RuleTick(long Slot, long SampleTime, int Limit, GroupKey Group);

/// <summary>A sample a rule read or wants written; where the histogram is not null the value is void.</summary>
internal readonly record struct RuleSample(LabelSet Labels, double Value, NativeHistogram? Histogram = null);

/// <summary>How one evaluation of one rule ended; null is success.</summary>
internal readonly record struct RuleOutcome(string? Error)
{
    public static RuleOutcome Success => default;

    public static RuleOutcome Failed(string error) => new(error);
}

/// <summary>A rule that runs. Evaluated by one caller at a time; a failure is an outcome and leaves its state as it was.</summary>
internal interface IRule
{
    RuleModel Model { get; }

    /// <summary>Evaluates and adds what is to be written to <paramref name="output"/>.</summary>
    ValueTask<RuleOutcome> EvaluateAsync(RuleTick tick, List<RuleSample> output, CancellationToken cancel);

    /// <summary>Takes over the state of the rule that this one replaces in a reload.</summary>
    void TakeOver(IRule predecessor);
}

/// <summary>Makes a running rule of its model.</summary>
internal interface IRuleFactory
{
    IRule Create(RuleModel model);
}

/// <summary>What happens around the evaluations of a group. Called by the group's own loop, in order.</summary>
internal interface IGroupListener
{
    /// <summary>Before each evaluation of a group; the first one waits for stored state here.</summary>
    ValueTask EvaluatingAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel);

    /// <summary>After all rules of the group were evaluated.</summary>
    ValueTask EvaluatedAsync(RuleGroupModel group, IReadOnlyList<IRule> rules, RuleTick tick, CancellationToken cancel);

    /// <summary>The set of groups changed: state of any other group, and of rules that are no longer in theirs, is to be forgotten.</summary>
    ValueTask ConfiguredAsync(IReadOnlyList<RuleGroupModel> groups, CancellationToken cancel);
}
