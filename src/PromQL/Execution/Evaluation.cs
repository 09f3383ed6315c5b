using Tocsin.Model.Labels;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Runs a plan to its result.</summary>
internal sealed class Evaluation(QueryContext context, bool isInstant)
{
    private readonly OperatorBuilder _builder = new(context, isInstant);

    /// <summary>The series of a vector or matrix; a scalar is one series without labels. A range query's are sorted by labels.</summary>
    /// <exception cref="QueryException"/>
    public async ValueTask<List<EvaluatedSeries>> RunAsync(PlanNode plan)
    {
        context.Budget.Touch(plan.Timeline.Count);
        if (plan is WindowPlan window) return await RawAsync(window);
        RowOperator root = new FinalNamesOperator(_builder.Build(plan));
        await root.OpenAsync(context);
        var series = new EvaluatedSeries?[root.Heads.Count];
        Timeline timeline = plan.Timeline;
        Workers.ForEach(series.Length, timeline.Count, context, (from, to) =>
        {
            var scratch = new RowScratch();
            double[] row = new double[timeline.Count];
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                root.Read(i, row, scratch);
                series[i] = Present(root.Heads[i].Labels, row, timeline);
            }
        });
        var result = new List<EvaluatedSeries>(series.Length);
        foreach (EvaluatedSeries? one in series)
            if (one is not null)
                result.Add(one);
        return isInstant ? result : Sorted(result);
    }

    /// <summary>An instant query for a range: the samples themselves.</summary>
    private async ValueTask<List<EvaluatedSeries>> RawAsync(WindowPlan plan)
    {
        WindowSource source = _builder.Windows(plan);
        await source.OpenAsync(context);
        var scratch = new RowScratch();
        var result = new List<EvaluatedSeries>();
        long end = plan.Reference.End, start = end - plan.Window;
        for (int i = 0; i < source.Heads.Count; i++)
        {
            SampleSpan samples = source.Load(i, scratch);
            int from = 0, to = samples.Count;
            while (from < to && samples.Timestamps[from] <= start) from++;
            while (to > from && samples.Timestamps[to - 1] > end) to--;
            if (from == to) continue;
            context.Budget.Hold(to - from);
            SeriesHead head = source.Heads[i];
            LabelSet labels = head.DropName ? NameRemoval.WithoutName(head.Labels) : head.Labels;
            result.Add(new EvaluatedSeries(labels, samples.Timestamps[from..to].ToArray(), samples.Values[from..to].ToArray()));
        }
        return Sorted(result);
    }

    private EvaluatedSeries? Present(LabelSet labels, ReadOnlySpan<double> row, Timeline timeline)
    {
        int count = 0;
        foreach (double value in row)
            if (!Absent.Is(value))
                count++;
        if (count == 0) return null;
        context.Budget.Hold(count);
        long[] timestamps = new long[count];
        double[] values = new double[count];
        int to = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (Absent.Is(row[i])) continue;
            timestamps[to] = timeline.At(i);
            values[to++] = row[i];
        }
        return new EvaluatedSeries(labels, timestamps, values);
    }

    private static List<EvaluatedSeries> Sorted(List<EvaluatedSeries> series)
    {
        series.Sort((left, right) => left.Labels.CompareTo(right.Labels));
        return series;
    }
}
