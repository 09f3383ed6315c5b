namespace Tocsin.Model.Samples;

/// <summary>The NaN that says "this series ended here". Only the exact bit pattern counts; any other NaN is a value.</summary>
public static class StaleMarker
{
    public const long Bits = 0x7ff0000000000002;

    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
