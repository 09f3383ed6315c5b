namespace Tocsin.PromQL.Execution;

/// <summary>Scalar arguments, computed for all steps before the rows that need them.</summary>
internal static class ScalarRow
{
    public static async ValueTask<double[]> LoadAsync(RowOperator scalar, int steps, QueryContext context)
    {
        await scalar.OpenAsync(context);
        RowScratch scratch = RowScratch.Enter();
        var row = new Row(steps);
        scalar.Read(0, row, scratch);
        scratch.Leave();
        return row.Values.ToArray();
    }
}
