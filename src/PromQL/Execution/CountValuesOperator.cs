using Tocsin.Model.Labels;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>count_values: how many series of a group have each value; the value becomes a label.</summary>
internal sealed class CountValuesOperator(AggregatePlan plan, RowOperator inner, string label) : RowOperator
{
    private readonly List<double[]> _rows = [];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        if (label.Length == 0) throw new QueryException("invalid label name \"\"");
        await inner.OpenAsync(context);
        int steps = plan.Timeline.Count;
        GroupKeys keys = GroupKeys.Of(inner.Heads, FoldOperator.Projection(plan), context.Cancel);
        var outputs = new Dictionary<LabelSet, int>();
        var heads = new List<SeriesHead>();
        var labels = new LabelSetBuilder();
        int series = 0;
        RowStream.ForEach(inner, steps, context, row =>
        {
            LabelSet group = keys.Labels[keys.GroupOf[series++]];
            Sample last = default;
            int output = -1;
            for (int step = 0; step < row.Length; step++)
            {
                if (!row.IsPresent(step)) continue;
                // Values repeat from step to step: labels are built when they change.
                Sample sample = Sample.At(row, step);
                if (output < 0 || !sample.Equals(last))
                {
                    last = sample;
                    string text = sample.Histogram is null ? NumberText.Fixed(sample.Float) : HistogramText.Of(sample.Histogram);
                    output = Output(labels.Reset(group).Set(label, text).Build(), outputs, heads, steps, context);
                }
                ref double count = ref _rows[output][step];
                count = Absent.Is(count) ? 1 : count + 1;
            }
        });
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => _rows[series].CopyTo(row.Values);

    private int Output(LabelSet labels, Dictionary<LabelSet, int> outputs, List<SeriesHead> heads, int steps, QueryContext context)
    {
        if (outputs.TryGetValue(labels, out int output)) return output;
        context.Budget.Hold(steps);
        context.Budget.HoldBytes(((long)steps * sizeof(double)) + 160 + labels.Blob.Length);
        outputs.Add(labels, output = _rows.Count);
        double[] row = new double[steps];
        row.AsSpan().Fill(Absent.Value);
        _rows.Add(row);
        heads.Add(new SeriesHead(labels, false));
        return output;
    }
}
