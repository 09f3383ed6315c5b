using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Writes chunk files, one after the other, each up to 512 MiB.</summary>
internal sealed class ChunkFileWriter(string block, long fileBytes = ChunkFileWriter.FileBytes) : IDisposable
{
    public const long FileBytes = 512 * 1024 * 1024;

    // Length, encoding and checksum around the data.
    private const int MostFrame = 5 + 1 + 4;

    private SectionWriter? _file;
    private int _number;

    public long Written { get; private set; }

    /// <summary>Gives the reference for the index.</summary>
    public ulong Write(ChunkEncoding encoding, ReadOnlySpan<byte> data)
    {
        if (_file is null || _file.Position + data.Length + MostFrame > fileBytes) NextFile();
        ulong reference = ((ulong)(_number - 1) << 32) | (ulong)_file!.Position;
        _file.Uvarint((ulong)data.Length);
        _file.BeginSum();
        _file.Byte((byte)encoding);
        _file.Bytes(data);
        _file.UInt32(_file.EndSum());
        Written += data.Length;
        return reference;
    }

    /// <summary>Brings everything to the disk.</summary>
    public void Finish() => _file?.Finish();

    public void Dispose() => _file?.Dispose();

    private void NextFile()
    {
        _file?.Finish();
        _file?.Dispose();
        _file = new SectionWriter(ChunkFiles.PathOf(block, ++_number));
        _file.UInt32(ChunkFiles.Magic);
        _file.Byte(1);
        _file.Align(ChunkFiles.HeaderSize);
    }
}
