using Tocsin.Model.Storage;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>
/// Makes a plan of a syntax tree: resolves durations and <c>@</c>, gives every node its timeline and every selector the time range and hints for
/// storage, folds constants, and marks what is the same at every step.
/// </summary>
internal sealed class Planner
{
    private readonly PlanSettings _settings;
    private readonly DurationEvaluator _durations;

    /// <summary>What is planned now feeds a function that reads only count and sum of histograms.</summary>
    private bool _readsStatistics;

    private Planner(PlanSettings settings)
    {
        _settings = settings;
        _durations = new DurationEvaluator(settings);
    }

    /// <exception cref="PlanException">A duration or time makes no sense.</exception>
    public static PlanNode Plan(Expression expression, PlanSettings settings) =>
        new Planner(settings).Node(expression, settings.Timeline, SelectHints.None);

    private PlanNode Node(Expression expression, Timeline timeline, SelectHints hints)
    {
        if (timeline.Count > 1 && expression is not NumberLiteral && (expression.Type is ExpressionType.Scalar or ExpressionType.Vector)
            && StepInvariance.Holds(expression))
        {
            return new InvariantPlan(Build(expression, timeline with { Count = 1 }, hints), timeline, expression.Position);
        }
        return Build(expression, timeline, hints);
    }

    private PlanNode Build(Expression expression, Timeline timeline, SelectHints hints) => expression switch
    {
        NumberLiteral number => new NumberPlan(number.Value, timeline, number.Position),
        StringLiteral text => new TextPlan(text.Value, timeline, text.Position),
        Parentheses parentheses => Build(parentheses.Inner, timeline, hints),
        VectorSelector selector => Select(selector, timeline, hints),
        MatrixSelector matrix => SelectWindow(matrix, timeline, hints),
        Subquery subquery => Subquery(subquery, timeline),
        UnaryExpression unary => Unary(unary, timeline, hints),
        Call call => Call(call, timeline, hints),
        Aggregation aggregation => Aggregate(aggregation, timeline),
        BinaryExpression binary => Binary(binary, timeline),
        _ => throw new PlanException($"cannot plan {expression.GetType().Name}"),
    };

    private SelectPlan Select(VectorSelector selector, Timeline timeline, SelectHints hints)
    {
        Timeline reference = Reference(selector.Modifiers, timeline);
        bool smoothed = selector.Modifiers.Extension == RangeExtension.Smoothed;
        long end = smoothed ? reference.End + _settings.Lookback : reference.End;
        var wanted = new SeriesSelector(selector.Matchers, reference.Start - _settings.Lookback + 1, end)
        {
            Hints = hints with { Step = reference.Step },
        };
        return new SelectPlan(wanted, reference, timeline, selector.Position)
        {
            DetectResets = _readsStatistics,
            Extension = selector.Modifiers.Extension,
        };
    }

    private SelectWindowPlan SelectWindow(MatrixSelector matrix, Timeline timeline, SelectHints hints)
    {
        Timeline reference = Reference(matrix.Vector.Modifiers, timeline);
        long window = _durations.Positive(matrix.Window);
        RangeExtension extension = matrix.Vector.Modifiers.Extension;
        long before = extension == RangeExtension.None ? 0 : _settings.Lookback, after = extension == RangeExtension.Smoothed ? _settings.Lookback : 0;
        var wanted = new SeriesSelector(matrix.Vector.Matchers, reference.Start - window - before + 1, reference.End + after)
        {
            Hints = hints with { Step = reference.Step, Range = window },
        };
        return new SelectWindowPlan(wanted, window, reference, timeline, matrix.Position) { DetectResets = _readsStatistics, Extension = extension };
    }

    private SubqueryPlan Subquery(Subquery subquery, Timeline timeline)
    {
        Timeline reference = Reference(subquery.Modifiers, timeline);
        long window = _durations.Positive(subquery.Window);
        long resolution = subquery.Resolution is null ? _settings.DefaultResolution : _durations.Positive(subquery.Resolution);
        Timeline inner;
        try
        {
            inner = reference.Inner(window, resolution);
        }
        catch (OverflowException)
        {
            throw new PlanException("the subquery has too many steps");
        }
        bool outer = _readsStatistics;
        _readsStatistics = false;
        PlanNode plan = Node(subquery.Inner, inner, SelectHints.None);
        _readsStatistics = outer;
        return new SubqueryPlan(plan, window, reference, timeline, subquery.Position);
    }

    private Timeline Reference(TimeModifiers modifiers, Timeline timeline) => _durations.Move(modifiers, timeline);

    private PlanNode Unary(UnaryExpression unary, Timeline timeline, SelectHints hints)
    {
        PlanNode inner = Node(unary.Inner, timeline, hints);
        return unary.Negative ? new NegatePlan(inner, unary.Type == ExpressionType.Scalar, timeline, unary.Position) : inner;
    }

    private PlanNode Call(Call call, Timeline timeline, SelectHints hints)
    {
        if (QueryTime(call.Function.Name) is { } seconds) return new NumberPlan(seconds, timeline, call.Position);
        if (call.Function.Name == "info") return new InfoPlanner(_settings, _durations).Plan(call, Node(call.Arguments[0], timeline, hints), timeline);
        SelectHints inside = hints with { Function = call.Function.Name };
        bool outer = _readsStatistics;
        _readsStatistics = ReadsStatistics(call.Function.Name) ?? outer;
        var arguments = new PlanNode[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = Node(call.Arguments[i], timeline, inside);
        _readsStatistics = outer;
        return new CallPlan(call, arguments, timeline, call.Position);
    }

    /// <summary>Null: as the function around it.</summary>
    private static bool? ReadsStatistics(string function) => function switch
    {
        "histogram_count" or "histogram_sum" or "histogram_avg" => true,
        "histogram_quantile" or "histogram_quantiles" or "histogram_fraction" or "histogram_stddev" or "histogram_stdvar" => false,
        _ => null,
    };

    /// <summary>The functions that tell about the query itself.</summary>
    private double? QueryTime(string function) => function switch
    {
        "start" => _settings.Timeline.Start / 1000.0,
        "end" => _settings.Timeline.End / 1000.0,
        "range" => (_settings.Timeline.End - _settings.Timeline.Start) / 1000.0,
        "step" => _settings.IsInstant ? 0 : _settings.Timeline.Step / 1000.0,
        _ => null,
    };

    private AggregatePlan Aggregate(Aggregation aggregation, Timeline timeline)
    {
        var hints = new SelectHints(0, 0, AggregationOperators.Text(aggregation.Operator), aggregation.Grouping, !aggregation.Without);
        PlanNode? parameter = aggregation.Parameter is null ? null : Node(aggregation.Parameter, timeline, SelectHints.None);
        return new AggregatePlan(
            aggregation.Operator, Node(aggregation.Inner, timeline, hints), parameter, aggregation.Grouping, aggregation.Without, timeline, aggregation.Position)
        {
            InnerPosition = aggregation.Inner.Position,
            ParameterPosition = aggregation.Parameter?.Position ?? default,
        };
    }

    private PlanNode Binary(BinaryExpression binary, Timeline timeline)
    {
        PlanNode left = Node(binary.Left, timeline, SelectHints.None), right = Node(binary.Right, timeline, SelectHints.None);
        bool leftScalar = binary.Left.Type == ExpressionType.Scalar, rightScalar = binary.Right.Type == ExpressionType.Scalar;
        if (!leftScalar && !rightScalar)
            return new MatchPlan(binary.Operator, left, right, binary.Matching!, binary.ReturnBool, timeline, binary.Position);
        if (left is NumberPlan a && right is NumberPlan b)
            return new NumberPlan(Arithmetic.Apply(binary.Operator, a.Value, b.Value), timeline, binary.Position);
        return new ArithmeticPlan(binary.Operator, left, right, leftScalar, rightScalar, binary.ReturnBool, timeline, binary.Position);
    }
}
