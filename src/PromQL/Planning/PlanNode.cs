using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>
/// A node of the plan: what to compute on which timeline, durations resolved to ms. Every node gives rows of <c>Timeline.Count</c> values; a scalar
/// is one row without labels.
/// </summary>
internal abstract record PlanNode(Timeline Timeline, TextRange Position)
{
    /// <summary>What it computes with, in order.</summary>
    public virtual IReadOnlyList<PlanNode> Inputs => [];
}

internal sealed record NumberPlan(double Value, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position);

internal sealed record TextPlan(string Value, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position);

/// <summary>The newest sample at each moment of <paramref name="Reference"/>.</summary>
internal sealed record SelectPlan(SeriesSelector Selector, Timeline Reference, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position)
{
    /// <summary>Only count and sum of histograms are wanted: counter resets that storage left open are to be found by comparing neighbours.</summary>
    public bool DetectResets { get; init; }

    public RangeExtension Extension { get; init; }
}

/// <summary>The samples in the window (t - Window, t] of each moment of <paramref name="Reference"/>.</summary>
internal abstract record WindowPlan(long Window, Timeline Reference, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position);

internal sealed record SelectWindowPlan(SeriesSelector Selector, long Window, Timeline Reference, Timeline Timeline, TextRange Position)
    : WindowPlan(Window, Reference, Timeline, Position)
{
    /// <inheritdoc cref="SelectPlan.DetectResets"/>
    public bool DetectResets { get; init; }

    public RangeExtension Extension { get; init; }
}

internal sealed record SubqueryPlan(PlanNode Inner, long Window, Timeline Reference, Timeline Timeline, TextRange Position)
    : WindowPlan(Window, Reference, Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Inner];
}

/// <summary>A function; <paramref name="Call"/> is the written form, for names and for the labels that absent() takes from a selector.</summary>
internal sealed record CallPlan(Call Call, IReadOnlyList<PlanNode> Arguments, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position)
{
    public string Name => Call.Function.Name;

    public override IReadOnlyList<PlanNode> Inputs => Arguments;
}

internal sealed record AggregatePlan(
    AggregationOperator Operator, PlanNode Inner, PlanNode? Parameter, IReadOnlyList<string> Grouping, bool Without, Timeline Timeline, TextRange Position)
    : PlanNode(Timeline, Position)
{
    /// <summary>Where the aggregated expression stands, its parentheses included.</summary>
    public TextRange InnerPosition { get; init; }

    public TextRange ParameterPosition { get; init; }

    public override IReadOnlyList<PlanNode> Inputs => Parameter is null ? [Inner] : [Inner, Parameter];
}

/// <summary>info(): a vector whose labels are completed from info series.</summary>
/// <param name="Selector">Reads the info series.</param>
/// <param name="NameMatchers">Which metrics are info metrics.</param>
/// <param name="LabelMatchers">Which of their labels are wanted; empty: all.</param>
internal sealed record InfoPlan(
    PlanNode Inner,
    SelectPlan Selector,
    IReadOnlyList<Matcher> NameMatchers,
    IReadOnlyList<Matcher> LabelMatchers,
    Timeline Timeline,
    TextRange Position) : PlanNode(Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Inner];
}

/// <summary>Two vectors.</summary>
internal sealed record MatchPlan(
    BinaryOperator Operator, PlanNode Left, PlanNode Right, VectorMatching Matching, bool ReturnBool, Timeline Timeline, TextRange Position)
    : PlanNode(Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Left, Right];
}

/// <summary>A vector and a scalar, or two scalars.</summary>
internal sealed record ArithmeticPlan(
    BinaryOperator Operator, PlanNode Left, PlanNode Right, bool LeftIsScalar, bool RightIsScalar, bool ReturnBool, Timeline Timeline, TextRange Position)
    : PlanNode(Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Left, Right];
}

internal sealed record NegatePlan(PlanNode Inner, bool IsScalar, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Inner];
}

/// <summary>Computed once, on a timeline of one moment, and repeated.</summary>
internal sealed record InvariantPlan(PlanNode Inner, Timeline Timeline, TextRange Position) : PlanNode(Timeline, Position)
{
    public override IReadOnlyList<PlanNode> Inputs => [Inner];
}
