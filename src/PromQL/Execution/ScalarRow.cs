namespace Tocsin.PromQL.Execution;

/// <summary>Scalar arguments, computed for all steps before the rows that need them.</summary>
internal static class ScalarRow
{
    public static async ValueTask<double[]> LoadAsync(RowOperator scalar, int steps, QueryContext context)
    {
        await scalar.OpenAsync(context);
        var row = new Row(steps);
        scalar.Read(0, row, new RowScratch());
        return row.Values.ToArray();
    }
}
