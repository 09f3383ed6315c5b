using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;

namespace Tocsin.Ingest.Endpoints;

/// <summary>The decoded body of a request in borrowed memory. Dispose when nothing looks into it any more.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstGuess = 64 * 1024;

    private readonly byte[] _bytes;
    private readonly int _length;

    private PooledBody(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    public ReadOnlyMemory<byte> Plain => _bytes.AsMemory(0, _length);

    /// <summary>Reads a snappy block.</summary>
    /// <exception cref="InvalidDataException">Too large, or not snappy.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext http)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(http.Request.ContentLength ?? FirstGuess, 1, SnappyBlock.MaxDecoded) + 1);
        try
        {
            int length = 0;
            while (true)
            {
                if (length == block.Length) block = Grow(block);
                int read = await http.Request.Body.ReadAsync(block.AsMemory(length), http.RequestAborted).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
                if (length > SnappyBlock.MaxDecoded) throw new InvalidDataException($"body is larger than {SnappyBlock.MaxDecoded} bytes");
            }
            return Decode(block.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private static PooledBody Decode(ReadOnlySpan<byte> block)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(Math.Max(1, SnappyBlock.LengthOf(block)));
        try
        {
            return new PooledBody(plain, SnappyBlock.Decode(block, plain));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(plain);
            throw;
        }
    }

    private static byte[] Grow(byte[] block)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(block);
        return larger;
    }
}
