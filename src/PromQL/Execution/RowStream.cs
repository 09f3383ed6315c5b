using System.Buffers;

namespace Tocsin.PromQL.Execution;

/// <summary>Walks all rows of an opened operator with one buffer.</summary>
internal static class RowStream
{
    internal delegate void RowAction(ReadOnlySpan<double> row);

    public static void ForEach(RowOperator source, int steps, QueryContext context, RowAction action)
    {
        var scratch = new RowScratch();
        double[] buffer = ArrayPool<double>.Shared.Rent(steps);
        for (int i = 0; i < source.Heads.Count; i++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            source.Read(i, buffer.AsSpan(0, steps), scratch);
            action(buffer.AsSpan(0, steps));
        }
        ArrayPool<double>.Shared.Return(buffer);
    }
}
