using System.Buffers;

namespace Tocsin.PromQL.Execution;

/// <summary>max_of and min_of: the larger or smaller of two scalars.</summary>
internal sealed class ExtremeOperator(bool isMax, RowOperator left, RowOperator right) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await left.OpenAsync(context);
        await right.OpenAsync(context);
        Heads = [SeriesHead.None];
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(row.Length);
        left.Read(0, row, scratch);
        right.Read(0, buffer.AsSpan(0, row.Length), scratch);
        for (int i = 0; i < row.Length; i++) row[i] = isMax ? Math.Max(row[i], buffer[i]) : Math.Min(row[i], buffer[i]);
        ArrayPool<double>.Shared.Return(buffer);
    }
}
