using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Makes the operators of a plan: the one switch between the two trees.</summary>
internal sealed class OperatorBuilder(QueryContext context, bool isInstant, CommonParts common)
{
    private readonly Dictionary<CommonPart, SharedOperator> _shared = new(ReferenceEqualityComparer.Instance);
    private OperatorProfile? _parent;

    // In how many places stands what is built now.
    private int _uses = 1;

    // To which steps belong the samples of what is built now, and how often each counts there.
    private CountedAt _countedAt;
    private int _repeats = 1;

    /// <summary>What the last operator built does; null unless the query is analysed.</summary>
    public OperatorProfile? Profile { get; private set; }

    /// <exception cref="QueryException">The plan asks for something that cannot be evaluated.</exception>
    public RowOperator Build(PlanNode node)
    {
        CommonPart? part = common.Find(node);
        SharedOperator? shared = part is null ? null : _shared.GetValueOrDefault(part);
        return Profiled(node, PlanNames.Of(node) + (shared is null ? "" : " (shared)"), () => shared ?? Make(node, part));
    }

    private RowOperator Profiled(PlanNode node, string name, Func<RowOperator> make)
    {
        if (!context.Analyzes) return make();
        var profile = new OperatorProfile(name, node.Position);
        _parent?.Inputs.Add(profile);
        OperatorProfile? outer = _parent;
        _parent = profile;
        RowOperator made = make();
        _parent = outer;
        Profile = profile;
        return new ProfiledOperator(made, profile);
    }

    private RowOperator Make(PlanNode node, CommonPart? part)
    {
        if (part is null) return Make(node);
        int outside = _uses;
        _uses = part.Places;
        var shared = new SharedOperator(Make(part.Last), node.Timeline.Count);
        _uses = outside;
        _shared.Add(part, shared);
        return shared;
    }

    private RowOperator Make(PlanNode node) => node switch
    {
        NumberPlan number => new NumberOperator(number.Value),
        SelectPlan { Extension: RangeExtension.Smoothed } select => new SmoothedSelectOperator(select),
        SelectPlan select => new SelectOperator(select, SelectedPart.Value, Tally()),
        InfoPlan info => new InfoOperator(
            info, Build(info.Inner), Profiled(info.Selector, PlanNames.InfoSeries, () => new SelectOperator(info.Selector, SelectedPart.TimestampOfFloat, Tally()))),
        InvariantPlan invariant => Invariant(invariant, () => Build(invariant.Inner)),
        NegatePlan { IsScalar: true } negate => new NegateOperator(Build(negate.Inner), isScalar: true),
        NegatePlan negate => new SameLabelsOperator(new NegateOperator(Build(negate.Inner), isScalar: false)),
        ArithmeticPlan arithmetic => Arithmetic(arithmetic),
        MatchPlan match => Match(match),
        AggregatePlan aggregate => Aggregate(aggregate),
        CallPlan call => Call(call),
        _ => throw new QueryException($"cannot evaluate {node.GetType().Name} here"),
    };

    /// <summary>The source of the samples under a range.</summary>
    /// <param name="within">Where a subquery's own samples are counted.</param>
    public WindowSource Windows(WindowPlan plan, CountedAt within)
    {
        if (!context.Analyzes) return MakeWindows(plan, within);
        OperatorProfile? outer = _parent;
        var profile = new OperatorProfile(PlanNames.Of(plan), plan.Position);
        outer?.Inputs.Add(profile);
        _parent = profile;
        WindowSource made = MakeWindows(plan, within);
        _parent = outer;
        Profile = profile;
        return new ProfiledWindows(made, profile);
    }

    private WindowSource MakeWindows(WindowPlan plan, CountedAt within)
    {
        if (plan is SelectWindowPlan select) return new SelectionWindows(select.Selector, select.DetectResets);
        if (plan is not SubqueryPlan subquery) throw new QueryException($"cannot evaluate {plan.GetType().Name} here");
        // Rows are as long as the timeline: before any is made, it must fit.
        context.Budget.Touch(subquery.Inner.Timeline.Count);
        CountedAt outside = _countedAt;
        _countedAt = within;
        var windows = new SubqueryWindows(Build(subquery.Inner), subquery.Inner.Timeline);
        _countedAt = outside;
        return windows;
    }

    private SampleTally? Tally() =>
        context.Samples is { } counter && _countedAt != CountedAt.Nowhere ? new SampleTally(counter, _countedAt, (long)_uses * _repeats) : null;

    private InvariantOperator Invariant(InvariantPlan plan, Func<RowOperator> inner)
    {
        (CountedAt countedAt, int repeats) = (_countedAt, _repeats);
        if (countedAt == CountedAt.EachStep) _countedAt = CountedAt.EveryStep;
        else _repeats = plan.Timeline.Count;
        var invariant = new InvariantOperator(inner());
        (_countedAt, _repeats) = (countedAt, repeats);
        return invariant;
    }

    private RowOperator Arithmetic(ArithmeticPlan plan)
    {
        var operation = new ArithmeticOperator(plan, Build(plan.Left), Build(plan.Right));
        bool keepsLabels = BinaryOperators.KeepsLabels(plan.Operator) && !plan.ReturnBool;
        return keepsLabels || (plan.LeftIsScalar && plan.RightIsScalar) ? operation : new SameLabelsOperator(operation);
    }

    private SameLabelsOperator Match(MatchPlan plan)
    {
        RowOperator left = Build(plan.Left), right = Build(plan.Right);
        if (BinaryOperators.IsSet(plan.Operator)) return new SameLabelsOperator(new SetOperator(plan, left, right));
        return plan.Matching.Cardinality == MatchCardinality.OneToOne
            ? new SameLabelsOperator(new VectorMatchOperator(plan, left, right))
            : new SameLabelsOperator(
                new VectorMatchOperator(plan, left, right), "multiple matches for labels: grouping labels must ensure unique matches");
    }

    private RowOperator Aggregate(AggregatePlan plan)
    {
        RowOperator inner = Build(plan.Inner);
        if (FoldOperator.Supports(plan.Operator)) return new FoldOperator(plan, inner);
        return plan.Operator switch
        {
            AggregationOperator.Quantile => new QuantileOperator(plan, inner, Build(plan.Parameter!)),
            AggregationOperator.Topk or AggregationOperator.Bottomk => new TopOperator(plan, inner, Build(plan.Parameter!)),
            AggregationOperator.Limitk => new LimitOperator(plan, inner, Build(plan.Parameter!)),
            AggregationOperator.LimitRatio => new LimitRatioOperator(plan, inner, Build(plan.Parameter!)),
            AggregationOperator.CountValues => new CountValuesOperator(plan, inner, Text(plan.Parameter!)),
            _ => throw new QueryException($"cannot evaluate {AggregationOperators.Text(plan.Operator)}"),
        };
    }

    private RowOperator Call(CallPlan plan)
    {
        IReadOnlyList<PlanNode> arguments = plan.Arguments;
        int steps = plan.Timeline.Count;
        switch (plan.Name)
        {
            case "time": return new TimeOperator(plan.Timeline);
            case "pi": return new NumberOperator(Math.PI);
            case "vector": return Build(arguments[0]);
            case "scalar": return new ScalarOperator(Build(arguments[0]), steps);
            case "absent": return new AbsentOperator(Build(arguments[0]), plan.Call.Arguments[0], steps);
            case "absent_over_time":
                return new AbsentOperator(Window(plan, "present_over_time", (WindowPlan)arguments[0], []), plan.Call.Arguments[0], steps);
            case "timestamp": return new SameLabelsOperator(Timestamp(arguments[0], steps));
            case "start_timestamp": return StartTimestamp(arguments[0]);
            case "histogram_quantile" or "histogram_fraction":
                return new SameLabelsOperator(
                    new HistogramQuantileOperator(plan, Build(arguments[^1]), [.. arguments.SkipLast(1).Select(Build)], arguments.Count - 1, null));
            case "histogram_quantiles":
                return new SameLabelsOperator(
                    new HistogramQuantileOperator(plan, Build(arguments[0]), [.. arguments.Skip(2).Select(Build)], 0, Text(arguments[1])));
            case "label_replace":
                return new SameLabelsOperator(new RelabelOperator(
                    Build(arguments[0]), LabelFunctions.Replace(Text(arguments[1]), Text(arguments[2]), Text(arguments[3]), Text(arguments[4]))));
            case "label_join":
                return new SameLabelsOperator(new RelabelOperator(
                    Build(arguments[0]), LabelFunctions.Join(Text(arguments[1]), Text(arguments[2]), [.. arguments.Skip(3).Select(Text)])));
            case "sort" or "sort_desc":
                return isInstant
                    ? new SortOperator(Build(arguments[0]), SortOperator.ByValue(plan.Name == "sort_desc"), dropsHistograms: true)
                    : Unsorted(plan);
            case "sort_by_label" or "sort_by_label_desc":
                string[] names = [.. arguments.Skip(1).Select(Text)];
                return isInstant
                    ? new SortOperator(Build(arguments[0]), SortOperator.ByLabels(names, plan.Name != "sort_by_label"), dropsHistograms: false)
                    : Unsorted(plan);
            case "max_of" or "min_of": return new ExtremeOperator(plan.Name == "max_of", Build(arguments[0]), Build(arguments[1]));
            default: return Named(plan);
        }
    }

    private RowOperator Unsorted(CallPlan plan)
    {
        context.Notes.Warn("sort is ineffective for range queries since results are always ordered by labels", plan.Position);
        RowOperator rows = Build(plan.Arguments[0]);
        return plan.Name is "sort" or "sort_desc" ? new FloatsOperator(rows) : rows;
    }

    private SameLabelsOperator Named(CallPlan plan)
    {
        IReadOnlyList<PlanNode> arguments = plan.Arguments;
        int windowAt = 0;
        while (windowAt < arguments.Count && arguments[windowAt] is not WindowPlan) windowAt++;
        if (windowAt < arguments.Count)
        {
            RowOperator[] parameters = [.. arguments.Where((_, i) => i != windowAt).Select(Build)];
            return new SameLabelsOperator(Window(plan, plan.Name, (WindowPlan)arguments[windowAt], parameters), strict: !context.DelayedNames);
        }
        if (HistogramValueOperator.Find(plan.Name) is { } read) return new SameLabelsOperator(new HistogramValueOperator(Build(arguments[0]), read));
        ValueFunction function = ValueFunctions.Find(plan.Name) ?? throw new QueryException($"cannot evaluate function \"{plan.Name}\"");
        RowOperator inner = arguments.Count == 0 ? new TimeOperator(plan.Timeline) : Build(arguments[0]);
        return new SameLabelsOperator(new MapOperator(inner, function, [.. arguments.Skip(1).Select(Build)], plan.Timeline.Count));
    }

    private WindowOperator Window(CallPlan plan, string name, WindowPlan window, RowOperator[] parameters)
    {
        WindowFunction function = window is SelectWindowPlan { Extension: not RangeExtension.None and var extension }
            ? WindowKernels.FindExtended(name, extension)
            : WindowKernels.Find(name) ?? throw new QueryException($"cannot evaluate function \"{name}\"");
        Expression first = plan.Call.Arguments[0].Unwrapped;
        // Upstream's notes on subqueries have no place of their own: they are at the start of the query.
        var notes = new WindowNotes(name, first is Subquery ? default : first.Position, plan.Position, context.TypesAreLabels);
        return new WindowOperator(function, window, Windows(window, CountedAt.Nowhere), parameters, notes, Tally());
    }

    private RowOperator Timestamp(PlanNode argument, int steps) => argument switch
    {
        SelectPlan select => new SelectOperator(select, SelectedPart.Timestamp, Tally()),
        InvariantPlan { Inner: SelectPlan select } invariant => Invariant(invariant, () => new SelectOperator(select, SelectedPart.Timestamp, Tally())),
        _ => new TimestampOperator(Build(argument), argument.Timeline with { Count = steps }),
    };

    /// <summary>Only samples as they are stored know it.</summary>
    private RowOperator StartTimestamp(PlanNode argument) => argument switch
    {
        SelectPlan select => new SameLabelsOperator(new SelectOperator(select, SelectedPart.StartTimestamp, Tally())),
        InvariantPlan { Inner: SelectPlan select } invariant => new SameLabelsOperator(Invariant(invariant, () => new SelectOperator(select, SelectedPart.StartTimestamp, Tally()))),
        _ => new HistogramValueOperator(new MapOperator(Build(argument), static (v, _) => v, [], argument.Timeline.Count), static h => h.Count),
    };

    private static string Text(PlanNode node) =>
        node is TextPlan text ? text.Value : throw new QueryException("a string argument must be a literal");
}
