using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Decodes a whole XOR chunk into two columns (layout above <see cref="XorEncoder"/>): a bit position and one unaligned 8-byte load per sample, a
/// second load for changed values.
/// </summary>
internal static unsafe class XorDecoder
{
    /// <summary>Bytes that must follow the chunk in its buffer, of any content: loads run past the end by less than this.</summary>
    public const int Padding = 32;

    // Ten samples of "same delta, same value" are twenty zero bits.
    private const int RunSamples = 10;
    private const int RunBits = 2 * RunSamples;

    /// <summary>The number of samples a closed chunk says it has.</summary>
    public static int CountOf(byte* chunk) => (chunk[0] << 8) | chunk[1];

    /// <summary>
    /// Decodes the first <paramref name="count"/> samples; <see cref="Padding"/> bytes behind the chunk are readable. False: the bytes are not a chunk
    /// of that many samples.
    /// </summary>
    public static bool Decode(byte* chunk, int length, int count, Span<long> timestamps, Span<double> values)
    {
        if (count == 0) return true;
        if (length < 11 || timestamps.Length < count || values.Length < count) return false;
        fixed (long* times = timestamps)
        fixed (double* floats = values)
        {
            byte* end = chunk + length;
            byte* at = chunk + 2;
            if (!TryUvarint(ref at, end, out ulong zigZag)) return false;
            times[0] = (long)(zigZag >> 1) ^ -(long)(zigZag & 1);
            ulong first = Load(at);
            at += 8;
            floats[0] = BitConverter.UInt64BitsToDouble(first);
            if (count == 1) return at <= end;
            if (at > end || !TryUvarint(ref at, end, out ulong delta)) return false;
            return DecodeRest(chunk, (at - chunk) * 8, length * 8L, (long)delta, first, count, times, floats);
        }
    }

    /// <inheritdoc cref="Decode(byte*, int, int, Span{long}, Span{double})"/>
    public static bool Decode(byte[] buffer, int length, int count, Span<long> timestamps, Span<double> values)
    {
        if (buffer.Length < length + Padding) return count == 0;
        fixed (byte* chunk = buffer) return Decode(chunk, length, count, timestamps, values);
    }

    private static bool DecodeRest(byte* start, long position, long end, long delta, ulong value, int count, long* times, double* floats)
    {
        long time = times[0];
        int significant = 64, trailing = 0;
        for (int i = 1; i < count; i++)
        {
            if (position > end) return false;
            ulong window = Load(start + (position >> 3)) << (int)(position & 7);
            if (i > 1)
            {
                if ((long)window >= 0)
                {
                    if (window >> (64 - RunBits) == 0 && i + RunSamples <= count)
                    {
                        Repeat(times + i, floats + i, time, delta, BitConverter.UInt64BitsToDouble(value));
                        time += RunSamples * delta;
                        position += RunBits;
                        i += RunSamples - 1;
                        continue;
                    }
                    window <<= 1;
                    position++;
                }
                else if ((window & (1UL << 62)) == 0) Take(14, 2, ref window, ref position, ref delta);
                else if ((window & (1UL << 61)) == 0) Take(17, 3, ref window, ref position, ref delta);
                else if ((window & (1UL << 60)) == 0) Take(20, 4, ref window, ref position, ref delta);
                else
                {
                    delta += (long)LoadWide(start, position + 4);
                    position += 68;
                    window = Load(start + (position >> 3)) << (int)(position & 7);
                }
            }
            time += delta;
            times[i] = time;
            if ((long)window >= 0) position++;
            else
            {
                if ((window & (1UL << 62)) != 0)
                {
                    significant = (int)(window >> 51) & 63;
                    if (significant == 0) significant = 64;
                    trailing = 64 - ((int)(window >> 57) & 31) - significant;
                    if (trailing < 0) return false;
                    position += 13;
                }
                else position += 2;
                value ^= (LoadWide(start, position) >> (64 - significant)) << trailing;
                position += significant;
            }
            floats[i] = BitConverter.UInt64BitsToDouble(value);
        }
        return position <= end;
    }

    // Signed payload with the asymmetric range -(2^(n-1)-1) .. 2^(n-1): shifting the range by one makes it a plain sign extension.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(int width, int prefix, ref ulong window, ref long position, ref long delta)
    {
        delta += ((long)((window << prefix) - (1UL << (64 - width))) >> (64 - width)) + 1;
        window <<= prefix + width;
        position += prefix + width;
    }

    private static void Repeat(long* times, double* floats, long time, long delta, double value)
    {
        for (int i = 0; i < RunSamples; i++)
        {
            time += delta;
            times[i] = time;
            floats[i] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(byte* at) => BinaryPrimitives.ReverseEndianness(*(ulong*)at);

    // 64 bits from any bit position. Shifting an int by 8 - 0 leaves nothing of the ninth byte, as it should.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadWide(byte* start, long position)
    {
        byte* at = start + (position >> 3);
        int offset = (int)(position & 7);
        return (Load(at) << offset) | (uint)(at[8] >> (8 - offset));
    }

    private static bool TryUvarint(ref byte* at, byte* end, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < end; shift += 7)
        {
            byte next = *at++;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }
        return false;
    }
}
