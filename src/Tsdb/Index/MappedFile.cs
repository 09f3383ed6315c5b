using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Tsdb.Index;

/// <summary>A file mapped for reading. Every access is checked against its length. The file may be unlinked while it is mapped.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;

    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public MappedFile(string path)
    {
        Path = path;
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(handle);
        if (Length == 0) return;
        _file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="InvalidDataException">The file is shorter than that.</exception>
    public ReadOnlySpan<byte> Slice(long at, long length)
    {
        if (at < 0 || length < 0 || length > int.MaxValue || at > Length - length)
            throw new InvalidDataException($"{Path} ends at byte {Length}, but {length} bytes at {at} are referred to");
        return new ReadOnlySpan<byte>(_start + at, (int)length);
    }

    /// <summary>At most <paramref name="most"/> bytes, fewer where the file ends.</summary>
    public ReadOnlySpan<byte> SliceUpTo(long at, int most) => Slice(at, Math.Clamp(Length - at, 0, most));

    public uint UInt32At(long at) => BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4));

    public void Dispose()
    {
        if (_view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file!.Dispose();
    }
}
