using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

/// <summary>Writes samples into an array.</summary>
internal static unsafe class XorBytes
{
    public static void Append(ref XorEncoder encoder, byte[] buffer, long timestamp, double value)
    {
        fixed (byte* start = buffer) encoder.Append(start, timestamp, value);
    }
}
