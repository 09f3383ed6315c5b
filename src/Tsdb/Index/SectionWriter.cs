using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Writes a file front to back through a buffer. A section is a length (4 bytes), its content and the content's CRC-32C (4 bytes).
/// </summary>
internal sealed class SectionWriter : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly string _path;
    private long _flushed;
    private int _used;
    private long _sectionStart;
    private int _unsummed;
    private uint _crc;

    /// <exception cref="IOException"/>
    public SectionWriter(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
    }

    public long Position => _flushed + _used;

    public void Byte(byte value)
    {
        Need(1);
        _buffer[_used++] = value;
    }

    public void UInt32(uint value)
    {
        Need(4);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_used), value);
        _used += 4;
    }

    public void UInt64(ulong value)
    {
        Need(8);
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_used), value);
        _used += 8;
    }

    public void Uvarint(ulong value)
    {
        Need(10);
        for (; value >= 0x80; value >>= 7) _buffer[_used++] = (byte)(value | 0x80);
        _buffer[_used++] = (byte)value;
    }

    public void Text(ReadOnlySpan<byte> text)
    {
        Uvarint((ulong)text.Length);
        Bytes(text);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Need(1);
            int taken = Math.Min(bytes.Length, BufferSize - _used);
            bytes[..taken].CopyTo(_buffer.AsSpan(_used));
            _used += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Fills with zeros up to a multiple of <paramref name="unit"/>.</summary>
    public void Align(int unit)
    {
        while (Position % unit != 0) Byte(0);
    }

    public void BeginSection()
    {
        _sectionStart = Position;
        UInt32(0);
        BeginSum();
    }

    /// <exception cref="IOException">The section is longer than its length field can say.</exception>
    public void EndSection()
    {
        uint crc = EndSum();
        long length = Position - _sectionStart - 4;
        if (length > uint.MaxValue) throw new IOException($"a section of {_path} would be longer than 4 GiB");
        Patch(_sectionStart, (uint)length);
        UInt32(crc);
    }

    /// <summary>From here on bytes are summed, until <see cref="EndSum"/>.</summary>
    public void BeginSum() => (_crc, _unsummed) = (uint.MaxValue, _used);

    public uint EndSum()
    {
        Sum();
        return ~_crc;
    }

    /// <summary>Brings everything to the disk.</summary>
    public void Finish()
    {
        Flush();
        RandomAccess.FlushToDisk(_file);
    }

    public void Flush()
    {
        Sum();
        RandomAccess.Write(_file, _buffer.AsSpan(0, _used), _flushed);
        _flushed += _used;
        (_used, _unsummed) = (0, 0);
    }

    public void Dispose() => _file.Dispose();

    private void Need(int bytes)
    {
        if (_used + bytes > BufferSize) Flush();
    }

    private void Patch(long at, uint value)
    {
        if (at < _flushed) Flush();
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        if (at < _flushed) RandomAccess.Write(_file, bytes, at);
        else bytes.CopyTo(_buffer.AsSpan((int)(at - _flushed)));
    }

    private void Sum()
    {
        ReadOnlySpan<byte> data = _buffer.AsSpan(_unsummed, _used - _unsummed);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(data)) _crc = BitOperations.Crc32C(_crc, word);
        foreach (byte rest in data[(data.Length & ~7)..]) _crc = BitOperations.Crc32C(_crc, rest);
        _unsummed = _used;
    }
}
