using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>A sum or mean of histograms that is being built, exact to the last bits by Neumaier's summation in every field.</summary>
internal sealed class HistogramSum
{
    private readonly KahanBuckets _positive = new();
    private readonly KahanBuckets _negative = new();
    private KahanSum _count;
    private KahanSum _sum;
    private KahanSum _zero;
    private double _zeroThreshold;
    private double[] _bounds = [];
    private int _schema;
    private CounterResetHint _hint;
    private bool _resets;
    private bool _notResets;
    private bool _isMean;

    public int Members { get; private set; }

    /// <summary>Exponential and custom buckets met: there is no result.</summary>
    public bool IsIncompatible { get; private set; }

    public bool BoundsReconciled { get; private set; }

    /// <summary>A member was marked as a counter reset, and another as none.</summary>
    public bool HintsCollide => _resets && _notResets;

    public void Add(Histogram histogram)
    {
        if (IsIncompatible) return;
        Note(histogram);
        if (Members++ == 0)
        {
            Start(histogram);
            return;
        }
        Accumulate(histogram);
    }

    /// <summary>The same, keeping a moving mean once the sum no longer fits.</summary>
    public void AddForMean(Histogram histogram)
    {
        if (IsIncompatible) return;
        Note(histogram);
        if (Members++ == 0)
        {
            Start(histogram);
            return;
        }
        if (!_isMean)
        {
            if (!WouldOverflow(histogram))
            {
                Accumulate(histogram);
                return;
            }
            _isMean = true;
            Scale(Members - 1, divide: true);
        }
        Scale((Members - 1) / (double)Members, divide: false);
        Accumulate(histogram.DividedBy(Members));
    }

    /// <summary>Takes over the sum that another has built.</summary>
    public void Merge(HistogramSum other, bool forMean)
    {
        IsIncompatible |= other.IsIncompatible || (_schema == Histogram.CustomSchema) != (other._schema == Histogram.CustomSchema);
        BoundsReconciled |= other.BoundsReconciled;
        _resets |= other._resets;
        _notResets |= other._notResets;
        if (IsIncompatible) return;
        Histogram theirs = other._isMean ? other.Mean() : other.Sum();
        _hint = HistogramArithmetic.HintOf(_hint, other._hint, out _);
        int members = Members + other.Members;
        if (_isMean || other._isMean || (forMean && WouldOverflow(theirs)))
        {
            if (!_isMean) Scale(Members, divide: true);
            if (!other._isMean) theirs = other.Mean();
            Scale(Members / (double)members, divide: false);
            theirs = theirs.Times(other.Members / (double)members);
            _isMean = true;
        }
        Accumulate(theirs);
        Members = members;
    }

    /// <summary>With the buckets that have come to nothing: upstream takes those out of aggregations, and leaves them to functions of ranges.</summary>
    public Histogram Sum() => Result(_positive.Totals(), _negative.Totals(), _count.Total, _sum.Total, _zero.Total);

    public Histogram Mean()
    {
        if (_isMean)
        {
            return Result(
                _positive.Sums().Plus(_positive.Lost(), 1),
                _negative.Sums().Plus(_negative.Lost(), 1),
                _count.Sum + _count.Lost,
                _sum.Sum + _sum.Lost,
                _zero.Sum + _zero.Lost);
        }
        double n = Members;
        return Result(
            _positive.Sums().Map(c => c / n).Plus(_positive.Lost().Map(c => c / n), 1),
            _negative.Sums().Map(c => c / n).Plus(_negative.Lost().Map(c => c / n), 1),
            (_count.Sum / n) + (_count.Lost / n),
            (_sum.Sum / n) + (_sum.Lost / n),
            (_zero.Sum / n) + (_zero.Lost / n));
    }

    private Histogram Result(Buckets positive, Buckets negative, double count, double sum, double zero) => new()
    {
        Hint = _hint,
        Schema = _schema,
        ZeroThreshold = _zeroThreshold,
        ZeroCount = zero,
        Count = count,
        Sum = sum,
        Positive = positive,
        Negative = negative,
        Bounds = _bounds,
    };

    private void Note(Histogram histogram)
    {
        _resets |= histogram.Hint == CounterResetHint.Reset;
        _notResets |= histogram.Hint == CounterResetHint.NotReset;
        _hint = Members == 0 ? histogram.Hint : HistogramArithmetic.HintOf(_hint, histogram.Hint, out _);
        IsIncompatible |= Members > 0 && (_schema == Histogram.CustomSchema) != histogram.IsCustom;
    }

    private void Start(Histogram histogram)
    {
        _schema = histogram.Schema;
        _zeroThreshold = histogram.ZeroThreshold;
        _bounds = histogram.Bounds;
        _count = new KahanSum(histogram.Count, 0);
        _sum = new KahanSum(histogram.Sum, 0);
        _zero = new KahanSum(histogram.ZeroCount, 0);
        _positive.Set(histogram.Positive);
        _negative.Set(histogram.Negative);
    }

    private void Accumulate(Histogram histogram)
    {
        if (IsIncompatible) return;
        Histogram aligned = Align(histogram);
        _count.Add(aligned.Count);
        _sum.Add(aligned.Sum);
        _zero.Add(aligned.ZeroCount);
        _positive.Add(aligned.Positive);
        _negative.Add(aligned.Negative);
    }

    private bool WouldOverflow(Histogram histogram)
    {
        if (IsIncompatible) return false;
        if (_schema == histogram.Schema && _zeroThreshold == histogram.ZeroThreshold && _bounds.AsSpan().SequenceEqual(histogram.Bounds)
            && _positive.HasRoomFor(histogram.Positive) && _negative.HasRoomFor(histogram.Negative))
        {
            return double.IsInfinity(_count.Total + histogram.Count) || double.IsInfinity(_sum.Total + histogram.Sum) || double.IsInfinity(_zero.Total + histogram.ZeroCount)
                || _positive.WouldOverflow(histogram.Positive) || _negative.WouldOverflow(histogram.Negative);
        }
        Histogram now = Result(_positive.Totals(), _negative.Totals(), _count.Total, _sum.Total, _zero.Total);
        return HistogramArithmetic.Add(now, histogram).Result is { } next && next.HasOverflow();
    }

    private Histogram Align(Histogram histogram)
    {
        if (_schema == Histogram.CustomSchema)
        {
            if (_bounds.AsSpan().SequenceEqual(histogram.Bounds)) return histogram;
            BoundsReconciled = true;
            double[] from = _bounds, bounds = BucketBounds.Intersection(_bounds, histogram.Bounds);
            _positive.Change(buckets => BucketBounds.Reduce(buckets, from, bounds));
            _bounds = bounds;
            return histogram.ToBounds(bounds);
        }
        while (_zeroThreshold != histogram.ZeroThreshold)
        {
            if (_zeroThreshold < histogram.ZeroThreshold) Widen(histogram.ZeroThreshold);
            else histogram = histogram.Widened(_zeroThreshold);
        }
        if (histogram.Schema < _schema)
        {
            int steps = _schema - histogram.Schema;
            _positive.Change(buckets => buckets.Coarser(steps));
            _negative.Change(buckets => buckets.Coarser(steps));
            _schema = histogram.Schema;
        }
        return histogram.ToSchema(_schema);
    }

    private void Widen(double threshold)
    {
        Histogram wide = Result(_positive.Sums(), _negative.Sums(), 0, 0, 0).Widened(threshold);
        _zeroThreshold = wide.ZeroThreshold;
        Swallow(_positive);
        Swallow(_negative);
    }

    private void Swallow(KahanBuckets side)
    {
        Buckets sums = side.Sums(), lost = side.Lost();
        int inside = 0;
        while (inside < sums.Length && BucketBounds.Exponential(sums.Indexes[inside] - 1, _schema) < _zeroThreshold)
        {
            _zero.Add(sums.Counts[inside]);
            _zero.Lost += lost.Counts[inside++];
        }
        side.Change(buckets => buckets.Skip(inside));
    }

    private void Scale(double factor, bool divide)
    {
        _positive.Scale(factor, divide);
        _negative.Scale(factor, divide);
        _count = Scaled(_count, factor, divide);
        _sum = Scaled(_sum, factor, divide);
        _zero = Scaled(_zero, factor, divide);
    }

    private static KahanSum Scaled(KahanSum sum, double factor, bool divide) =>
        divide ? new KahanSum(sum.Sum / factor, sum.Lost / factor) : new KahanSum(sum.Sum * factor, sum.Lost * factor);
}
