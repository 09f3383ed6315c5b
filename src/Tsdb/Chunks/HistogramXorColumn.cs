namespace Tocsin.Tsdb.Chunks;

/// <summary>A column of floats inside a histogram chunk: its last value and the window in which the last change was written.</summary>
internal struct XorColumn
{
    private const byte NoWindow = 0xff;

    public ulong Bits;
    public byte Leading;
    public byte Trailing;

    public readonly double Value => BitConverter.UInt64BitsToDouble(Bits);

    public readonly bool HasWindow => Leading != NoWindow;

    /// <summary>A column whose first value stands in the chunk in full.</summary>
    public static XorColumn From(double first) => new() { Bits = BitConverter.DoubleToUInt64Bits(first), Leading = NoWindow };
}
