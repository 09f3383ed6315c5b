using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>Neumaier's summation of many values, four at a time: four running sums, each with what rounding took from it, joined in the end.</summary>
internal static class KahanVector
{
    private const int WorthIt = 12;

    public static KahanSum Sum(ReadOnlySpan<double> values)
    {
        if (values.Length < WorthIt || !Vector256.IsHardwareAccelerated) return OneByOne(values);
        ref double first = ref MemoryMarshal.GetReference(values);
        Vector256<double> sum = Vector256.LoadUnsafe(ref first), lost = Vector256<double>.Zero;
        int i = 4;
        for (; i + 4 <= values.Length; i += 4)
        {
            Vector256<double> value = Vector256.LoadUnsafe(ref first, (nuint)i), next = sum + value;
            Vector256<double> sumIsLarger = Vector256.GreaterThanOrEqual(Vector256.Abs(sum), Vector256.Abs(value));
            lost += Vector256.ConditionalSelect(sumIsLarger, sum - next + value, value - next + sum);
            sum = next;
        }
        KahanSum total = default;
        for (int lane = 0; lane < 4; lane++)
        {
            total.Add(sum[lane]);
            total.Lost += lost[lane];
        }
        for (; i < values.Length; i++) total.Add(values[i]);
        // Infinities and NaN are rare, and what becomes of them depends on the order.
        return double.IsFinite(total.Sum) ? total : OneByOne(values);
    }

    private static KahanSum OneByOne(ReadOnlySpan<double> values)
    {
        KahanSum sum = default;
        foreach (double value in values) sum.Add(value);
        return sum;
    }
}
