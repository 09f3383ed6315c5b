using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>timestamp() of a computed value: the evaluation time.</summary>
internal sealed class TimestampOperator(RowOperator inner, Timeline timeline) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = new NameRemoval(context.DelayedNames).Apply(inner.Heads);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        for (int i = 0; i < row.Length; i++)
            if (row.IsPresent(i))
                row.SetFloat(i, timeline.At(i) / 1000.0);
    }
}
