using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>The evaluation time in seconds: <c>time()</c>.</summary>
internal sealed class TimeOperator(Timeline timeline) : RowOperator
{
    public override ValueTask OpenAsync(QueryContext context)
    {
        Heads = [SeriesHead.None];
        return ValueTask.CompletedTask;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        for (int i = 0; i < row.Length; i++) row.Values[i] = timeline.At(i) / 1000.0;
    }
}
