using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>Sum and count while the sum fits; a moving mean once it has overflowed.</summary>
internal struct AverageAccumulator : IAccumulator<AverageAccumulator>
{
    private KahanSum _sum;
    private double _count;
    private bool _moving;

    public void Add(double value)
    {
        _count++;
        if (!_moving)
        {
            KahanSum next = _sum;
            next.Add(value);
            if (_count == 1 || !double.IsInfinity(next.Sum))
            {
                _sum = next;
                return;
            }
            _count--;
            Move();
            _count++;
        }
        double share = (_count - 1) / _count;
        _sum = new KahanSum(share * _sum.Sum, share * _sum.Lost);
        _sum.Add(value / _count);
    }

    public void Merge(in AverageAccumulator other)
    {
        if (IsEmpty)
        {
            this = other;
            return;
        }
        AverageAccumulator theirs = other;
        if (!_moving && !theirs._moving)
        {
            KahanSum next = _sum;
            next.Add(theirs._sum.Sum);
            next.Lost += theirs._sum.Lost;
            if (!double.IsInfinity(next.Sum))
            {
                _sum = next;
                _count += theirs._count;
                return;
            }
        }
        Move();
        theirs.Move();
        double count = _count + theirs._count;
        _sum = new KahanSum(_sum.Sum * (_count / count), _sum.Lost * (_count / count));
        _sum.Add((theirs._sum.Sum + theirs._sum.Lost) * (theirs._count / count));
        _count = count;
    }

    public readonly double Result => _moving ? _sum.Sum + _sum.Lost : (_sum.Sum / _count) + (_sum.Lost / _count);

    public readonly bool IsEmpty => _count == 0;

    private void Move()
    {
        if (_moving) return;
        _moving = true;
        _sum = new KahanSum(_sum.Sum / _count, _sum.Lost / _count);
    }
}
