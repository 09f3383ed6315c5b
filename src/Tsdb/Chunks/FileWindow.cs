namespace Tocsin.Tsdb.Chunks;

/// <summary>A part of a file in memory that moves along with whoever reads it from front to back.</summary>
internal sealed class FileWindow(HeadChunkFile file)
{
    /// <summary>More than nearly every chunk takes.</summary>
    public const int Least = 16 * 1024;

    private const int Bytes = 1024 * 1024;

    private byte[] _bytes = new byte[Bytes];
    private long _begin;
    private int _length;

    /// <summary>The bytes from a position on: at least as many as asked for, unless the file ends; perhaps more.</summary>
    public ReadOnlySpan<byte> At(long position, int least)
    {
        int skip = (int)(position - _begin);
        if (skip + (long)least > _length && _begin + _length < file.End)
        {
            if (_bytes.Length < least) _bytes = new byte[least];
            _length = file.Read(position, _bytes);
            (_begin, skip) = (position, 0);
        }
        return _bytes.AsSpan(skip, _length - skip);
    }
}
