namespace Tocsin.PromQL.Execution;

/// <summary>Walks all rows of an opened operator with one buffer.</summary>
internal static class RowStream
{
    public static void ForEach(RowOperator source, int steps, QueryContext context, Action<Row> action)
    {
        RowScratch scratch = RowScratch.Enter();
        var row = new Row(steps);
        for (int i = 0; i < source.Heads.Count; i++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            source.Read(i, row, scratch);
            action(row);
        }
        scratch.Leave();
    }
}
