using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>A value at one moment: a float, or a histogram.</summary>
internal readonly record struct Sample(double Float, Histogram? Histogram)
{
    public static Sample At(Row row, int step) => new(row.Values[step], row.HistogramAt(step));

    public void Into(Row row, int step)
    {
        if (Histogram is null) row.SetFloat(step, Float);
        else row.SetHistogram(step, Histogram);
    }

    public string Kind => Histogram is null ? "float" : "histogram";
}

/// <summary>A binary operator on two samples of any kind. Kinds it cannot combine give nothing, and a note says so.</summary>
internal sealed class SampleArithmetic(BinaryOperator op, bool returnBool, TextRange position, Notes notes)
{
    /// <param name="kept">What a comparison that holds gives, unless it gives 1 or 0.</param>
    public Sample? Apply(in Sample left, in Sample right, in Sample kept)
    {
        if (left.Histogram is null && right.Histogram is null)
        {
            if (BinaryOperators.IsTrim(op)) return Incompatible(left, right);
            double result = RowArithmetic.Apply(op, left.Float, right.Float, kept.Float, returnBool);
            return Absent.Is(result) ? null : new Sample(result, null);
        }
        if (left.Histogram is not null && right.Histogram is not null) return Histograms(left, right);
        Histogram histogram = (left.Histogram ?? right.Histogram)!;
        double number = left.Histogram is null ? left.Float : right.Float;
        if (op == BinaryOperator.Multiply) return Of(histogram.Times(number).Compacted());
        if (left.Histogram is null) return Incompatible(left, right);
        return op switch
        {
            BinaryOperator.Divide => Of(histogram.DividedBy(number).Compacted()),
            BinaryOperator.TrimUpper => Of(HistogramTrim.Below(histogram, number)),
            BinaryOperator.TrimLower => Of(HistogramTrim.Above(histogram, number)),
            _ => Incompatible(left, right),
        };
    }

    private Sample? Histograms(in Sample left, in Sample right)
    {
        Histogram a = left.Histogram!, b = right.Histogram!;
        switch (op)
        {
            case BinaryOperator.Add or BinaryOperator.Subtract:
                bool adds = op == BinaryOperator.Add;
                Combination combination = adds ? HistogramArithmetic.Add(a, b) : HistogramArithmetic.Subtract(a, b);
                HistogramOperation operation = adds ? HistogramOperation.Addition : HistogramOperation.Subtraction;
                if (combination.Result is null)
                {
                    notes.Warn("incompatible bucket layout encountered for binary operator " + BinaryOperators.Text(op), position);
                    return null;
                }
                if (combination.HintsCollide) notes.HintsCollide(operation, position);
                if (combination.BoundsReconciled) notes.BoundsReconciled(operation, position);
                return Of(combination.Result.Compacted());
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                bool holds = a.SameAs(b) == (op == BinaryOperator.Equal);
                if (returnBool) return new Sample(holds ? 1 : 0, null);
                return holds ? left : null;
            default: return Incompatible(left, right);
        }
    }

    private Sample? Incompatible(in Sample left, in Sample right)
    {
        string text = BinaryOperators.Text(op);
        notes.Inform($"incompatible sample types encountered for binary operator \"{text}\": {left.Kind} {text} {right.Kind}", position);
        return null;
    }

    private static Sample? Of(Histogram histogram) => new Sample(0, histogram);
}
