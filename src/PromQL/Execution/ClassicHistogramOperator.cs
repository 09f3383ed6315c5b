using System.Buffers;
using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>histogram_quantile and histogram_fraction over classic buckets: series that differ in nothing but le and the name are one histogram.</summary>
internal sealed class ClassicHistogramOperator(CallPlan plan, RowOperator inner, RowOperator[] parameters) : RowOperator
{
    private readonly List<(double Bound, int Row)[]> _histograms = [];
    private readonly double[][] _parameters = new double[parameters.Length][];
    private readonly bool _isQuantile = plan.Name == "histogram_quantile";
    private QueryContext _context = null!;
    private RowTable _table = null!;

    private TextRange VectorPosition => plan.Call.Arguments[^1].Position;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await inner.OpenAsync(context);
        for (int i = 0; i < parameters.Length; i++) _parameters[i] = await ScalarRow.LoadAsync(parameters[i], plan.Timeline.Count, context);
        if (_isQuantile) WarnOfQuantiles();
        _table = RowTable.Load(inner, plan.Timeline.Count, context);
        GroupKeys keys = GroupKeys.Of(_table.Heads, LabelProjection.RemovingWithName([LabelNames.BucketBound]));
        var heads = new List<SeriesHead>();
        List<int>[] members = keys.Members();
        for (int g = 0; g < keys.Count; g++)
        {
            (double Bound, int Row)[] buckets = [.. Buckets(members[g]).OrderBy(b => b.Bound)];
            if (buckets.Length == 0) continue;
            _histograms.Add(buckets);
            heads.Add(new SeriesHead(keys.Labels[g], context.DelayedNames));
        }
        Heads = heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        (double Bound, int Row)[] buckets = _histograms[series];
        double[] buffer = ArrayPool<double>.Shared.Rent(buckets.Length * 2);
        Span<double> bounds = buffer.AsSpan(0, buckets.Length), counts = buffer.AsSpan(buckets.Length, buckets.Length);
        bool forced = false;
        for (int step = 0; step < row.Length; step++)
        {
            int present = 0;
            foreach ((double bound, int source) in buckets)
            {
                double count = _table[source][step];
                if (Absent.Is(count)) continue;
                bounds[present] = bound;
                counts[present++] = count;
            }
            row[step] = present == 0 ? Absent.Value : Value(bounds[..present], counts[..present], step, ref forced);
        }
        ArrayPool<double>.Shared.Return(buffer);
        if (forced && _isQuantile)
        {
            string name = _table.Heads[buckets[0].Row].Labels.Get(LabelNames.MetricName);
            _context.Notes.Inform(
                "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                + (name.Length > 0 ? " for metric name " + LabelText.Quote(name) : ""),
                VectorPosition);
        }
    }

    private double Value(Span<double> bounds, Span<double> counts, int step, ref bool forced)
    {
        bool usable = ClassicBuckets.Prepare(bounds, counts, out int length, out bool repaired);
        forced |= repaired;
        double first = _parameters[0][step];
        if (_isQuantile && first < 0) return double.NegativeInfinity;
        if (_isQuantile && first > 1) return double.PositiveInfinity;
        if (!usable) return double.NaN;
        return _isQuantile
            ? ClassicBuckets.Quantile(first, bounds[..length], counts[..length])
            : ClassicBuckets.Fraction(first, _parameters[1][step], bounds[..length], counts[..length]);
    }

    private List<(double Bound, int Row)> Buckets(List<int> members)
    {
        var buckets = new List<(double, int)>(members.Count);
        foreach (int member in members)
        {
            LabelSet labels = _table.Heads[member].Labels;
            string text = labels.Get(LabelNames.BucketBound);
            if (TryBound(text, out double bound))
            {
                buckets.Add((bound, member));
                continue;
            }
            if (Absent.IsAll(_table[member])) continue;
            string name = labels.Get(LabelNames.MetricName);
            _context.Notes.Warn(
                $"bucket label \"le\" is missing or has a malformed value of {LabelText.Quote(text)}"
                + (name.Length > 0 ? " for metric name " + LabelText.Quote(name) : ""),
                VectorPosition);
        }
        return buckets;
    }

    private static bool TryBound(string text, out double bound)
    {
        if (text.TrimStart('+', '-').Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            bound = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        return double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out bound);
    }

    private void WarnOfQuantiles()
    {
        foreach (double quantile in _parameters[0])
        {
            if (!(quantile is >= 0 and <= 1))
            {
                _context.Notes.Warn(
                    $"quantile value should be between 0 and 1, got {NumberText.General(quantile)}", plan.Call.Arguments[0].Position);
            }
        }
    }
}
