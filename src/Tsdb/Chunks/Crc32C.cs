using System.Numerics;
using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Chunks;

/// <summary>CRC-32 with Castagnoli's polynomial, by the processor's instruction: the checksum of every file of the store.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(data)) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in data[(data.Length & ~7)..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
