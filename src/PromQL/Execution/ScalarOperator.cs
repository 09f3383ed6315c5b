namespace Tocsin.PromQL.Execution;

/// <summary>scalar(): the value where there is exactly one series, NaN elsewhere.</summary>
internal sealed class ScalarOperator(RowOperator inner, int steps) : RowOperator
{
    private readonly double[] _row = new double[steps];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        byte[] present = new byte[steps];
        RowStream.ForEach(inner, steps, context, row =>
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (Absent.Is(row.Values[i])) continue;
                if (present[i] < 2) present[i]++;
                _row[i] = row.Values[i];
            }
        });
        for (int i = 0; i < steps; i++)
            if (present[i] != 1)
                _row[i] = double.NaN;
        Heads = [SeriesHead.None];
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => _row.CopyTo(row.Values);
}
