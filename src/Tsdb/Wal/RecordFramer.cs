using System.Buffers.Binary;
using Snappier;
using Tocsin.Tsdb.Chunks;
using ZstdSharp;

namespace Tocsin.Tsdb.Wal;

/// <summary>Turns records into the bytes of a segment: compressed where that helps, cut into fragments that stay inside their page. Not thread-safe.</summary>
internal sealed class RecordFramer(WalCompression compression, WalMetrics? metrics) : IDisposable
{
    // The fastest level, as upstream's.
    private const int ZstdLevel = 1;

    private readonly RecordBuffer _framed = new();
    private readonly Compressor? _zstd = compression == WalCompression.Zstd ? new Compressor(ZstdLevel) : null;
    private byte[] _compressed = [];

    /// <summary>
    /// The bytes that belong at <paramref name="position"/> of a segment; valid until the next call. <paramref name="ends"/> says where in
    /// <paramref name="records"/> each record ends.
    /// </summary>
    public ReadOnlySpan<byte> Frame(ReadOnlySpan<byte> records, List<int> ends, long position)
    {
        _framed.Clear();
        int begin = 0;
        foreach (int end in ends)
        {
            ReadOnlySpan<byte> record = records[begin..end];
            begin = end;
            byte flags = 0;
            if (compression != WalCompression.None && TryCompress(record, out ReadOnlySpan<byte> smaller))
            {
                metrics?.BytesSaved.Add(record.Length - smaller.Length);
                record = smaller;
                flags = compression == WalCompression.Zstd ? WalFormat.ZstdFlag : WalFormat.SnappyFlag;
            }
            Cut(record, flags, position);
        }
        return _framed.Written;
    }

    public void Dispose() => _zstd?.Dispose();

    private bool TryCompress(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> smaller)
    {
        int most = _zstd is null ? Snappy.GetMaxCompressedLength(record.Length) : Compressor.GetCompressBound(record.Length);
        if (_compressed.Length < most) _compressed = new byte[most];
        smaller = _compressed.AsSpan(0, _zstd?.Wrap(record, _compressed) ?? Snappy.Compress(record, _compressed));
        return smaller.Length < record.Length;
    }

    private void Cut(ReadOnlySpan<byte> record, byte flags, long position)
    {
        bool first = true;
        do
        {
            int left = WalFormat.PageSize - (int)((position + _framed.Length) % WalFormat.PageSize);
            if (left < WalFormat.HeaderSize)
            {
                _framed.Reserve(left)[..left].Clear();
                _framed.Advance(left);
                left = WalFormat.PageSize;
            }
            int size = Math.Min(record.Length, left - WalFormat.HeaderSize);
            bool last = size == record.Length;
            FragmentType type = (first, last) switch
            {
                (true, true) => FragmentType.Full,
                (true, false) => FragmentType.First,
                (false, true) => FragmentType.Last,
                _ => FragmentType.Middle,
            };
            Put((byte)((byte)type | flags), record[..size]);
            record = record[size..];
            first = false;
        }
        while (!record.IsEmpty);
    }

    private void Put(byte type, ReadOnlySpan<byte> data)
    {
        Span<byte> header = _framed.Reserve(WalFormat.HeaderSize);
        header[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(header[3..], Crc32C.Of(data));
        _framed.Advance(WalFormat.HeaderSize);
        _framed.PutBytes(data);
        metrics?.Fragments.Add(1);
    }
}
