using System.Buffers;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// histogram_quantile, histogram_quantiles and histogram_fraction, over native histograms and over classic ones, whose buckets are series that differ
/// in nothing but le.
/// </summary>
/// <param name="vectorAt">Which argument is the vector.</param>
/// <param name="quantileLabel">The label that tells the quantiles of histogram_quantiles apart; null for the others.</param>
internal sealed class HistogramQuantileOperator(CallPlan plan, RowOperator inner, RowOperator[] parameters, int vectorAt, string? quantileLabel) : RowOperator
{
    private readonly double[][] _parameters = new double[parameters.Length][];
    private readonly bool _isQuantile = plan.Name != "histogram_fraction";
    private readonly List<Output> _outputs = [];
    private QueryContext _context = null!;
    private RowTable _table = null!;

    private TextRange VectorPosition => plan.Call.Arguments[vectorAt].Unwrapped.Position;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await inner.OpenAsync(context);
        for (int i = 0; i < parameters.Length; i++) _parameters[i] = await ScalarRow.LoadAsync(parameters[i], plan.Timeline.Count, context);
        if (_isQuantile) WarnOfQuantiles();
        _table = RowTable.Load(inner, plan.Timeline.Count, context);
        var names = new NameRemoval(context.DelayedNames);
        var heads = new List<SeriesHead>();
        foreach (HistogramGroup group in HistogramGroup.Of(_table, context.Cancel))
        {
            foreach (int member in group.Malformed) WarnOfBound(member);
            foreach (int member in group.Members)
                if (_table[member].HoldsHistogram)
                    Add(names, heads, new Output(group, member, 0), _table.Heads[member].Labels);
            if (group.Classic.Length > 0) Add(names, heads, new Output(group, -1, 0), group.Labels);
        }
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        Output output = _outputs[series];
        if (output.Native >= 0) FillNative(output, row.Values);
        else FillClassic(output, row.Values);
    }

    private void Add(NameRemoval names, List<SeriesHead> heads, Output output, LabelSet labels)
    {
        if (quantileLabel is null)
        {
            _outputs.Add(output);
            heads.Add(names.Apply(new SeriesHead(labels, false)));
            return;
        }
        if (labels.Get(quantileLabel).Length > 0) throw new QueryException($"label {LabelText.Quote(quantileLabel)} already exists");
        for (int i = 0; i < _parameters.Length; i++)
        {
            _outputs.Add(output with { Parameter = i });
            // Every step has the same quantile when it is written as a number; else the first one names the row.
            string text = NumberText.WithPoint(_parameters[i].Length == 0 ? double.NaN : _parameters[i][0]);
            heads.Add(names.Apply(new SeriesHead(new LabelSetBuilder(labels).Set(quantileLabel, text).Build(), false)));
        }
    }

    private void FillNative(Output output, Span<double> row)
    {
        Row source = _table[output.Native];
        for (int step = 0; step < row.Length; step++)
        {
            row[step] = Absent.Value;
            if (source.HistogramAt(step) is not { } histogram) continue;
            if (IsMixed(output.Group, step))
            {
                _context.Notes.Warn("vector contains a mix of classic and native histograms" + ForMetric(output.Native), VectorPosition);
                continue;
            }
            double first = _parameters[output.Parameter][step];
            row[step] = _isQuantile
                ? HistogramStatistics.Quantile(first, histogram, out NanEffect effect)
                : HistogramStatistics.Fraction(first, _parameters[1][step], histogram, out effect);
            if (effect != NanEffect.None) NoteNan(effect, output.Native);
        }
    }

    private void FillClassic(Output output, Span<double> row)
    {
        (double Bound, int Row)[] buckets = output.Group.Classic;
        double[] buffer = ArrayPool<double>.Shared.Rent(buckets.Length * 2);
        Span<double> bounds = buffer.AsSpan(0, buckets.Length), counts = buffer.AsSpan(buckets.Length, buckets.Length);
        bool forced = false;
        for (int step = 0; step < row.Length; step++)
        {
            int present = 0;
            foreach ((double bound, int source) in buckets)
            {
                double count = _table[source].Values[step];
                if (Absent.Is(count)) continue;
                bounds[present] = bound;
                counts[present++] = count;
            }
            row[step] = present == 0 || HasNative(output.Group, step)
                ? Absent.Value
                : Value(bounds[..present], counts[..present], output.Parameter, step, ref forced);
        }
        ArrayPool<double>.Shared.Return(buffer);
        if (!forced || !_isQuantile) return;
        _context.Notes.Inform(
            "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
            + ForMetric(buckets[0].Row),
            VectorPosition);
    }

    private double Value(Span<double> bounds, Span<double> counts, int parameter, int step, ref bool forced)
    {
        bool usable = ClassicBuckets.Prepare(bounds, counts, out int length, out bool repaired);
        double first = _parameters[parameter][step];
        forced |= repaired && first is >= 0 and <= 1 && length > 1 && counts[length - 1] != 0;
        if (_isQuantile && first < 0) return double.NegativeInfinity;
        if (_isQuantile && first > 1) return double.PositiveInfinity;
        if (!usable || (_isQuantile && length < 2)) return double.NaN;
        return _isQuantile
            ? ClassicBuckets.Quantile(first, bounds[..length], counts[..length])
            : ClassicBuckets.Fraction(first, _parameters[1][step], bounds[..length], counts[..length]);
    }

    private bool IsMixed(HistogramGroup group, int step)
    {
        foreach ((_, int row) in group.Classic)
            if (!Absent.Is(_table[row].Values[step]))
                return true;
        return false;
    }

    private bool HasNative(HistogramGroup group, int step)
    {
        foreach (int member in group.Members)
            if (_table[member].HistogramAt(step) is not null)
                return true;
        return false;
    }

    private void WarnOfBound(int member)
    {
        if (Absent.IsAll(_table[member].Values)) return;
        string text = _table.Heads[member].Labels.Get(LabelNames.BucketBound);
        _context.Notes.Warn(
            $"bucket label \"le\" is missing or has a malformed value of {LabelText.Quote(text)}" + ForMetric(member), VectorPosition);
    }

    private void NoteNan(NanEffect effect, int member) => _context.Notes.Inform(
        effect switch
        {
            NanEffect.Skewed => "input to histogram_quantile has NaN observations, result is skewed higher",
            NanEffect.NoResult => "input to histogram_quantile has NaN observations, result is NaN",
            _ => "input to histogram_fraction has NaN observations, which are excluded from all fractions",
        } + ForMetric(member),
        VectorPosition);

    private string ForMetric(int member)
    {
        string name = _table.Heads[member].Labels.Get(LabelNames.MetricName);
        return name.Length > 0 ? " for metric name " + LabelText.Quote(name) : "";
    }

    private void WarnOfQuantiles()
    {
        for (int i = 0; i < _parameters.Length; i++)
            foreach (double quantile in _parameters[i])
                if (!(quantile is >= 0 and <= 1))
                    _context.Notes.BadQuantile(quantile, plan.Call.Arguments[quantileLabel is null ? 0 : i + 2].Unwrapped.Position, plan.Position);
    }

    /// <summary>A row of the result.</summary>
    /// <param name="Native">The row of native histograms it reads; -1: the classic buckets of the group.</param>
    /// <param name="Parameter">Which quantile.</param>
    private readonly record struct Output(HistogramGroup Group, int Native, int Parameter);
}
