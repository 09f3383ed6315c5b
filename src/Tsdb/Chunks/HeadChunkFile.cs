using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Tsdb.Chunks;

/// <summary>One file of <c>chunks_head/</c>: written at its end, read through a mapping. Reading is thread-safe, writing is not.</summary>
// The file is made longer in steps and the new part is zero until it is written, so that it is mapped anew only once a step and a view never ends
// behind the mapping. Zeros at the end are what upstream expects of a file it did not close, too. Older mappings stay until the file is closed: views
// may point into them, and they are address space only.
internal sealed unsafe class HeadChunkFile : IDisposable
{
    private const long Step = 4 * 1024 * 1024;
    private const int Slack = 64;

    private readonly SafeFileHandle _handle;
    private readonly Lock _mapping = new();
    private readonly List<(MemoryMappedFile File, MemoryMappedViewAccessor View)> _maps = [];
    private byte* _start;
    private long _mapped;
    private long _length;

    /// <summary>Opens or makes the file.</summary>
    public HeadChunkFile(string directory, int number, bool create)
    {
        Number = number;
        Path = System.IO.Path.Combine(directory, HeadChunkFormat.NameOf(number));
        _handle = File.OpenHandle(Path, create ? FileMode.Create : FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _length = RandomAccess.GetLength(_handle);
        End = create ? 0 : _length;
        if (!create) return;
        try
        {
            Span<byte> head = stackalloc byte[HeadChunkFormat.FileHeader];
            head.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(head, HeadChunkFormat.Magic);
            head[4] = HeadChunkFormat.Version;
            Append(head);
        }
        catch
        {
            _handle.Dispose();
            File.Delete(Path);
            throw;
        }
    }

    public int Number { get; }

    public string Path { get; }

    /// <summary>Where the next chunk goes.</summary>
    public long End { get; private set; }

    /// <summary>Newest timestamp of any chunk inside.</summary>
    public long MaxTime { get; set; } = long.MinValue;

    /// <summary>Everything behind this is not part of the file.</summary>
    public void CutAt(long end)
    {
        RandomAccess.SetLength(_handle, end);
        (_length, End, _mapped) = (end, end, 0);
    }

    /// <exception cref="IOException">Nothing was added.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Extend(End + bytes.Length);
        RandomAccess.Write(_handle, bytes, End);
        End += bytes.Length;
    }

    /// <summary>Reads from a position up to the end; gives the number of bytes.</summary>
    public int Read(long position, Span<byte> into)
    {
        int length = 0;
        while (length < into.Length)
        {
            int read = RandomAccess.Read(_handle, into[length..], position + length);
            if (read == 0) break;
            length += read;
        }
        return length;
    }

    /// <summary>The bytes from <paramref name="offset"/> to the end, followed by at least <see cref="XorDecoder.Padding"/> readable ones.</summary>
    public byte* At(long offset, out long available)
    {
        lock (_mapping)
        {
            if (offset >= _mapped || _mapped < End) Map();
            available = End - offset;
            return _start + offset;
        }
    }

    /// <summary>Gives the unused end back, but for what the last view may touch. The file is not written to any more.</summary>
    public void Finish()
    {
        RandomAccess.FlushToDisk(_handle);
        if (_length <= End + Slack) return;
        RandomAccess.SetLength(_handle, End + Slack);
        _length = End + Slack;
    }

    public void Dispose()
    {
        foreach ((MemoryMappedFile file, MemoryMappedViewAccessor view) in _maps)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }
        _maps.Clear();
        _handle.Dispose();
    }

    private void Extend(long end)
    {
        if (end + Slack <= _length) return;
        long length = Math.Min((end + Slack + Step - 1) / Step * Step, Math.Max(end + Slack, HeadChunkFormat.MaxFileBytes));
        RandomAccess.SetLength(_handle, length);
        _length = length;
    }

    private void Map()
    {
        // Padding behind the last byte: up to the end of its page a mapping is readable, so only a full page needs one more.
        if (_length == 0 || _length % Environment.SystemPageSize is 0 or > 4096 - XorDecoder.Padding) Extend(_length);
        var file = MemoryMappedFile.CreateFromFile(_handle, null, _length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _maps.Add((file, view));
        _start = start;
        _mapped = _length;
    }
}
