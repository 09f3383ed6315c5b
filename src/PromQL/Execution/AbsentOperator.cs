using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>absent and absent_over_time: 1 at the steps where the input has nothing.</summary>
internal sealed class AbsentOperator(RowOperator inner, Expression written, int steps) : RowOperator
{
    private readonly double[] _row = new double[steps];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        _row.AsSpan().Fill(1);
        RowStream.ForEach(inner, steps, context, row =>
        {
            for (int i = 0; i < row.Length; i++)
                if (row.IsPresent(i))
                    _row[i] = Absent.Value;
        });
        Heads = [new SeriesHead(LabelsOf(written.Unwrapped), false)];
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => _row.CopyTo(row.Values);

    /// <summary>What the missing series would be called, as far as the selector tells: labels with exactly one equality.</summary>
    private static LabelSet LabelsOf(Expression expression)
    {
        IReadOnlyList<Matcher> matchers = expression switch
        {
            VectorSelector vector => vector.Matchers,
            MatrixSelector matrix => matrix.Vector.Matchers,
            _ => [],
        };
        var labels = new LabelSetBuilder();
        var seen = new HashSet<string>();
        foreach (Matcher matcher in matchers)
        {
            if (matcher.Name == LabelNames.MetricName) continue;
            if (matcher.Operator == MatchOperator.Equal && seen.Add(matcher.Name)) labels.Set(matcher.Name, matcher.Value);
            else labels.Delete(matcher.Name);
        }
        return labels.Build();
    }
}
