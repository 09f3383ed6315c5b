using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// "No sample at this step" inside a row: one NaN bit pattern that no arithmetic gives, because it is a signalling NaN and results are quiet.
/// </summary>
internal static class Absent
{
    public const long Bits = 0x7ff0000000000099;

    public static readonly double Value = BitConverter.Int64BitsToDouble(Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;

    public static int CountIn(ReadOnlySpan<double> row) => MemoryMarshal.Cast<double, long>(row).Count(Bits);

    public static bool IsAll(ReadOnlySpan<double> row)
    {
        foreach (double value in row)
            if (!Is(value))
                return false;
        return true;
    }
}
