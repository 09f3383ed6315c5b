using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>Turns durations as written into ms.</summary>
internal sealed class DurationEvaluator(PlanSettings settings)
{
    private const double LongestMilliseconds = 9.2e15;

    // No sample is there, and a window can still be taken off.
    private const long FarthestTime = long.MaxValue / 4;

    /// <summary>A window or resolution: must be positive.</summary>
    /// <exception cref="PlanException"/>
    public long Positive(DurationExpression duration)
    {
        long milliseconds = Signed(duration);
        return milliseconds > 0 ? milliseconds : throw new PlanException("duration must be greater than 0");
    }

    /// <exception cref="PlanException"/>
    public long Signed(DurationExpression duration)
    {
        double milliseconds = Seconds(duration) * 1000;
        if (!(Math.Abs(milliseconds) < LongestMilliseconds)) throw new PlanException("duration is out of range");
        // The last bit of a product must not cost a whole millisecond.
        return (long)Math.Round(milliseconds, 3);
    }

    /// <summary>The moments a selector with these modifiers looks at when its parent is evaluated on the timeline.</summary>
    /// <exception cref="PlanException"/>
    public Timeline Move(TimeModifiers modifiers, Timeline timeline)
    {
        long offset = modifiers.Offset is null ? 0 : Signed(modifiers.Offset);
        long? at = modifiers.At switch
        {
            null => null,
            { Kind: AtKind.Start } => settings.Timeline.Start,
            { Kind: AtKind.End } => settings.Timeline.End,
            { Timestamp: var timestamp } => Math.Clamp(timestamp, -FarthestTime, FarthestTime),
        };
        return timeline.Shifted(at, offset);
    }

    private double Seconds(DurationExpression duration) => duration switch
    {
        DurationLiteral literal => literal.Seconds,
        DurationOfQuery ofQuery => ofQuery.IsStep ? StepSeconds : (settings.Timeline.End - settings.Timeline.Start) / 1000.0,
        DurationNegation negation => -Seconds(negation.Inner),
        DurationParentheses parentheses => Seconds(parentheses.Inner),
        DurationExtreme { IsMax: true } extreme => Math.Max(Seconds(extreme.Left), Seconds(extreme.Right)),
        DurationExtreme extreme => Math.Min(Seconds(extreme.Left), Seconds(extreme.Right)),
        DurationArithmetic arithmetic => Arithmetic(arithmetic.Operator, Seconds(arithmetic.Left), Seconds(arithmetic.Right)),
        _ => double.NaN,
    };

    private double StepSeconds => settings.IsInstant ? 0 : settings.Timeline.Step / 1000.0;

    private static double Arithmetic(BinaryOperator op, double left, double right)
    {
        if (op is BinaryOperator.Divide && right == 0) throw new PlanException("division by zero");
        if (op is BinaryOperator.Modulo && right == 0) throw new PlanException("modulo by zero");
        return op switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.Modulo => left % right,
            _ => Math.Pow(left, right),
        };
    }
}
