using Snappier;
using ZstdSharp;

namespace Tocsin.Tsdb.Wal;

/// <summary>Undoes the compression of records. Whatever the bytes say, memory is bounded. Not thread-safe.</summary>
internal sealed class RecordExpander : IDisposable
{
    // A snappy block cannot shrink its content more than about 21 times.
    private const int MaxSnappyExpansion = 32;

    // Zstd can say anything; no record we or upstream write comes near.
    private const int MaxZstdBytes = 256 * 1024 * 1024;

    private readonly Lazy<Decompressor> _zstd = new(() => new Decompressor());
    private byte[] _plain = [];

    /// <summary>The record is valid until the next call. False: the bytes are not what the flags say.</summary>
    public bool TryExpand(byte flags, ReadOnlyMemory<byte> record, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        try
        {
            if ((flags & WalFormat.ZstdFlag) != 0) return TryZstd(record.Span, out plain);
            int length = Snappy.GetUncompressedLength(record.Span);
            if (length < 0 || length > (record.Length * (long)MaxSnappyExpansion) + 64) return false;
            Reserve(length);
            plain = _plain.AsMemory(0, Snappy.Decompress(record.Span, _plain));
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or ZstdException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (_zstd.IsValueCreated) _zstd.Value.Dispose();
    }

    private bool TryZstd(ReadOnlySpan<byte> record, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        ulong length = Decompressor.GetDecompressedSize(record);
        if (length > MaxZstdBytes) return false;
        Reserve((int)length);
        plain = _plain.AsMemory(0, _zstd.Value.Unwrap(record, _plain));
        return true;
    }

    private void Reserve(int length)
    {
        if (_plain.Length < length) _plain = new byte[Math.Max(length, 4096)];
    }
}
