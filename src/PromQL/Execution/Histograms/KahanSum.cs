using System.Runtime.CompilerServices;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Neumaier's summation: a running sum and what rounding took from it.</summary>
internal struct KahanSum(double sum, double lost)
{
    public double Sum = sum;
    public double Lost = lost;

    public readonly double Total => double.IsInfinity(Sum) ? Sum : Sum + Lost;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        double next = Sum + value;
        if (double.IsInfinity(next)) Lost = 0;
        else Lost += Math.Abs(Sum) >= Math.Abs(value) ? Sum - next + value : value - next + Sum;
        Sum = next;
    }
}
