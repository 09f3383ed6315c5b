using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

internal struct SumAccumulator : IAccumulator<SumAccumulator>
{
    private KahanSum _sum;
    private bool _any;

    public void Add(double value)
    {
        _any = true;
        _sum.Add(value);
    }

    public void Merge(in SumAccumulator other)
    {
        _any = true;
        _sum.Add(other._sum.Sum);
        _sum.Lost += other._sum.Lost;
    }

    public readonly double Result => _sum.Total;

    public readonly bool IsEmpty => !_any;
}

internal struct CountAccumulator : IAccumulator<CountAccumulator>
{
    private long _count;

    public void Add(double value) => _count++;

    public void Merge(in CountAccumulator other) => _count += other._count;

    public readonly double Result => _count;

    public readonly bool IsEmpty => _count == 0;
}

/// <summary>1 wherever the group has a member.</summary>
internal struct PresenceAccumulator : IAccumulator<PresenceAccumulator>
{
    private bool _any;

    public void Add(double value) => _any = true;

    public void Merge(in PresenceAccumulator other) => _any = true;

    public readonly double Result => 1;

    public readonly bool IsEmpty => !_any;
}

internal struct MinAccumulator : IAccumulator<MinAccumulator>
{
    private double _value;
    private bool _any;

    public void Add(double value)
    {
        if (!_any || value < _value || double.IsNaN(_value)) _value = value;
        _any = true;
    }

    public void Merge(in MinAccumulator other) => Add(other._value);

    public readonly double Result => _value;

    public readonly bool IsEmpty => !_any;
}

internal struct MaxAccumulator : IAccumulator<MaxAccumulator>
{
    private double _value;
    private bool _any;

    public void Add(double value)
    {
        if (!_any || value > _value || double.IsNaN(_value)) _value = value;
        _any = true;
    }

    public void Merge(in MaxAccumulator other) => Add(other._value);

    public readonly double Result => _value;

    public readonly bool IsEmpty => !_any;
}

/// <summary>Welford's variance: mean and sum of squared distances from it; two halves combine by Chan's rule.</summary>
internal struct VarianceAccumulator : IAccumulator<VarianceAccumulator>
{
    private double _count;
    private double _mean;
    private double _squares;

    public void Add(double value)
    {
        _count++;
        double delta = value - _mean;
        _mean += delta / _count;
        _squares += delta * (value - _mean);
    }

    public void Merge(in VarianceAccumulator other)
    {
        double count = _count + other._count, delta = other._mean - _mean;
        _squares += other._squares + (delta * delta * _count * other._count / count);
        _mean = ((_mean * _count) + (other._mean * other._count)) / count;
        _count = count;
    }

    public readonly double Result => _squares / _count;

    public readonly bool IsEmpty => _count == 0;
}
