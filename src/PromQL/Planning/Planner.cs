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
        if (timeline.Count > 1 && expression is not (NumberLiteral or StringLiteral) && expression.Type != ExpressionType.Matrix
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
        var wanted = new SeriesSelector(selector.Matchers, reference.Start - _settings.Lookback + 1, reference.End)
        {
            Hints = hints with { Step = reference.Step },
        };
        return new SelectPlan(wanted, reference, timeline, selector.Position);
    }

    private SelectWindowPlan SelectWindow(MatrixSelector matrix, Timeline timeline, SelectHints hints)
    {
        Timeline reference = Reference(matrix.Vector.Modifiers, timeline);
        long window = _durations.Positive(matrix.Window);
        var wanted = new SeriesSelector(matrix.Vector.Matchers, reference.Start - window + 1, reference.End)
        {
            Hints = hints with { Step = reference.Step, Range = window },
        };
        return new SelectWindowPlan(wanted, window, reference, timeline, matrix.Position);
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
        return new SubqueryPlan(Node(subquery.Inner, inner, SelectHints.None), window, reference, timeline, subquery.Position);
    }

    private Timeline Reference(TimeModifiers modifiers, Timeline timeline)
    {
        long offset = modifiers.Offset is null ? 0 : _durations.Signed(modifiers.Offset);
        long? at = modifiers.At switch
        {
            null => null,
            { Kind: AtKind.Start } => _settings.Timeline.Start,
            { Kind: AtKind.End } => _settings.Timeline.End,
            { Timestamp: var timestamp } => timestamp,
        };
        return timeline.Shifted(at, offset);
    }

    private PlanNode Unary(UnaryExpression unary, Timeline timeline, SelectHints hints)
    {
        PlanNode inner = Node(unary.Inner, timeline, hints);
        return unary.Negative ? new NegatePlan(inner, unary.Type == ExpressionType.Scalar, timeline, unary.Position) : inner;
    }

    private CallPlan Call(Call call, Timeline timeline, SelectHints hints)
    {
        SelectHints inside = hints with { Function = call.Function.Name };
        var arguments = new PlanNode[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = Node(call.Arguments[i], timeline, inside);
        return new CallPlan(call, arguments, timeline, call.Position);
    }

    private AggregatePlan Aggregate(Aggregation aggregation, Timeline timeline)
    {
        var hints = new SelectHints(0, 0, AggregationOperators.Text(aggregation.Operator), aggregation.Grouping, !aggregation.Without);
        PlanNode? parameter = aggregation.Parameter is null ? null : Node(aggregation.Parameter, timeline, SelectHints.None);
        return new AggregatePlan(
            aggregation.Operator, Node(aggregation.Inner, timeline, hints), parameter, aggregation.Grouping, aggregation.Without, timeline, aggregation.Position);
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
