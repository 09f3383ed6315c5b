namespace Tocsin.PromQL.Execution;

/// <summary>The unary minus.</summary>
internal sealed class NegateOperator(RowOperator inner, bool isScalar) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = isScalar ? inner.Heads : new NameRemoval(context.DelayedNames).Apply(inner.Heads);
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        for (int i = 0; i < row.Length; i++)
            if (!Absent.Is(row[i]))
                row[i] = -row[i];
    }
}
