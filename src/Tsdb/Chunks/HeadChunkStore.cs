using System.Buffers.Binary;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Part of a file that could not be read and was set aside.</summary>
internal sealed record HeadChunkDamage(string Path, long Offset, string Reason, string SetAside);

/// <summary>
/// The finished chunks of the head on disk, <c>chunks_head/</c>. Chunks are put into a batch that reaches the file by <see cref="Flush"/>. One writer;
/// any number of readers.
/// </summary>
internal sealed unsafe class HeadChunkStore : IDisposable
{
    private const long BeginFileAt = 1024 * 1024;

    private readonly string _directory;
    private readonly SortedDictionary<int, HeadChunkFile> _files = [];
    private readonly SortedSet<long> _inside = [];
    private readonly Queue<(HeadChunkFile File, long Visit)> _removed = new();
    private HeadChunkFile?[] _byNumber = [];
    private long _lastVisit;
    private int _lastNumber;
    private bool _beginFile;
    private byte[] _batch = new byte[64 * 1024];
    private int _batched;
    private long _batchMaxTime = long.MinValue;

    public HeadChunkStore(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(directory);
    }

    public List<HeadChunkDamage> Damages { get; } = [];

    public int FileCount => _files.Count;

    /// <summary>Bytes put and not flushed yet.</summary>
    public int Batched => _batched;

    /// <summary>
    /// Opens the files that are there and tells all their chunks, oldest file first. What is damaged is set aside, and all that comes after it: the log is
    /// passed over up to a series' newest chunk, so that there must be none behind a gap.
    /// </summary>
    public void Load(Action<HeadChunkMeta> found)
    {
        var numbers = new List<int>();
        foreach (string path in Directory.EnumerateFiles(_directory))
        {
            string name = Path.GetFileName(path);
            if (name.Length >= 6 && int.TryParse(name, out int number) && number > 0) numbers.Add(number);
        }
        numbers.Sort();
        foreach (int number in numbers)
        {
            var file = new HeadChunkFile(_directory, number, create: false);
            if (file.End == 0)
            {
                file.Dispose();
                File.Delete(file.Path);
                continue;
            }
            Add(file);
            if (Damages.Count == 0) LoadFile(file, found, isLast: number == numbers[^1]);
            else SetAside(file, Math.Min(file.End, HeadChunkFormat.FileHeader), "it comes after a damaged file");
        }
        // Markers of the log name chunks by their place: none of those that are gone is taken again.
        _beginFile = Damages.Count > 0;
    }

    /// <summary>Adds a chunk to the batch. Its place is certain only when <see cref="Flush"/> has succeeded.</summary>
    /// <exception cref="IOException">A new file could not be begun; nothing was added.</exception>
    public HeadChunkRef Put(ulong series, in ChunkView chunk, bool outOfOrder)
    {
        int most = HeadChunkFormat.MaxBytes(chunk.Length);
        HeadChunkFile? last = _files.Count == 0 ? null : _byNumber[^1];
        if (last is null || _beginFile || last.End + _batched + most > HeadChunkFormat.MaxFileBytes)
        {
            _beginFile = false;
            Flush();
            last?.Finish();
            last = new HeadChunkFile(_directory, _lastNumber + 1, create: true);
            Add(last);
        }
        if (_batch.Length - _batched < most) Array.Resize(ref _batch, Math.Max(_batch.Length * 2, _batched + most));
        var reference = new HeadChunkRef(last.Number, last.End + _batched);
        _batched += HeadChunkFormat.Write(_batch.AsSpan(_batched), series, chunk, outOfOrder);
        _batchMaxTime = Math.Max(_batchMaxTime, chunk.MaxTime);
        return reference;
    }

    /// <summary>Writes the batch.</summary>
    /// <exception cref="IOException">Nothing of it is written.</exception>
    public void Flush()
    {
        if (_batched == 0) return;
        HeadChunkFile last = _byNumber[^1]!;
        last.Append(_batch.AsSpan(0, _batched));
        last.MaxTime = Math.Max(last.MaxTime, _batchMaxTime);
        Discard();
    }

    /// <summary>Forgets the batch.</summary>
    public void Discard()
    {
        _batched = 0;
        _batchMaxTime = long.MinValue;
        if (_batch.Length > 8 * 1024 * 1024) _batch = new byte[64 * 1024];
    }

    /// <summary>The chunk at a place that <see cref="Load"/> or a flushed <see cref="Put"/> gave.</summary>
    public ChunkView View(HeadChunkRef reference)
    {
        HeadChunkFile?[] files = Volatile.Read(ref _byNumber);
        byte* start = files[reference.File - files[0]!.Number]!.At(reference.Offset, out long available);
        var bytes = new ReadOnlySpan<byte>(start, (int)Math.Min(available, int.MaxValue));
        if (!HeadChunkFormat.TryLength(bytes, out int begin, out int length)) throw new InvalidDataException($"no chunk at {reference.File}:{reference.Offset}");
        var encoding = (ChunkEncoding)(start[24] & ~HeadChunkFormat.OutOfOrderBit);
        return new ChunkView(encoding, start + begin, length, XorDecoder.CountOf(start + begin), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
    }

    /// <summary>Whoever keeps views comes in first; a removed file is unmapped when all who might look at it have left.</summary>
    public long Enter()
    {
        lock (_inside)
        {
            _inside.Add(++_lastVisit);
            return _lastVisit;
        }
    }

    public void Exit(long visit)
    {
        lock (_inside)
        {
            _inside.Remove(visit);
            Unmap();
        }
    }

    /// <summary>Removes the oldest files as long as they hold nothing from <paramref name="minTime"/> on and come before file <paramref name="keep"/>.</summary>
    public void RemoveBefore(long minTime, int keep)
    {
        bool any = false;
        // What comes now lives longer than what is there: in one file, the old would stay as long as the new.
        _beginFile = _files.Count > 0 && _batched == 0 && _files.Last().Value.End > BeginFileAt;
        while (_files.Count > 0)
        {
            HeadChunkFile oldest = _files.First().Value;
            if (oldest.MaxTime >= minTime || oldest.Number >= keep || (oldest.Number == _lastNumber && _batched > 0)) break;
            File.Delete(oldest.Path);
            _files.Remove(oldest.Number);
            any = true;
            lock (_inside) _removed.Enqueue((oldest, _lastVisit));
        }
        if (!any) return;
        Index();
        lock (_inside) Unmap();
    }

    /// <summary>Syncs the files. Views stay readable until all who look have left.</summary>
    public void Dispose()
    {
        foreach (HeadChunkFile file in _files.Values)
        {
            file.Finish();
            lock (_inside) _removed.Enqueue((file, _lastVisit));
        }
        _files.Clear();
        lock (_inside) Unmap();
    }

    private void Unmap()
    {
        long oldest = _inside.Count == 0 ? long.MaxValue : _inside.Min;
        while (_removed.TryPeek(out (HeadChunkFile File, long Visit) next) && next.Visit < oldest) _removed.Dequeue().File.Dispose();
    }

    private void Add(HeadChunkFile file)
    {
        _files[file.Number] = file;
        _lastNumber = Math.Max(_lastNumber, file.Number);
        Index();
    }

    // Numbers have no gaps once a file is here, except where somebody took files away.
    private void Index()
    {
        if (_files.Count == 0)
        {
            Volatile.Write(ref _byNumber, []);
            return;
        }
        int first = _files.First().Key, last = _files.Last().Key;
        var files = new HeadChunkFile?[last - first + 1];
        foreach ((int number, HeadChunkFile file) in _files) files[number - first] = file;
        Volatile.Write(ref _byNumber, files);
    }

    // Read, not mapped: pages that were looked at only to check them would count as memory of this process.
    private void LoadFile(HeadChunkFile file, Action<HeadChunkMeta> found, bool isLast)
    {
        var window = new FileWindow(file);
        ReadOnlySpan<byte> head = window.At(0, HeadChunkFormat.FileHeader);
        if (head.Length < HeadChunkFormat.FileHeader || BinaryPrimitives.ReadUInt32BigEndian(head) != HeadChunkFormat.Magic || head[4] != HeadChunkFormat.Version)
        {
            SetAside(file, 0, "not a file of head chunks");
            return;
        }
        long at = HeadChunkFormat.FileHeader;
        while (at < file.End)
        {
            ReadOnlySpan<byte> rest = window.At(at, FileWindow.Least);
            if (!rest[..Math.Min(rest.Length, 24)].ContainsAnyExcept((byte)0))
            {
                // Behind the last chunk a file may have room. When another file follows it, nothing but zeros is there.
                if (isLast || HasZerosOnly(window, at, file.End)) break;
                SetAside(file, at, "zeros in the middle");
                return;
            }
            if (at >= HeadChunkFormat.MaxFileBytes)
            {
                SetAside(file, at, "the file is longer than 128 MiB");
                return;
            }
            if (!HeadChunkFormat.TryLength(rest, out int begin, out int length))
            {
                rest = window.At(at, HeadChunkFormat.MaxChunkBytes + FileWindow.Least);
                if (!HeadChunkFormat.TryLength(rest, out begin, out length))
                {
                    SetAside(file, at, "a chunk does not fit into the file");
                    return;
                }
            }
            if (BinaryPrimitives.ReadUInt32BigEndian(rest[(begin + length)..]) != Crc32C.Of(rest[..(begin + length)]))
            {
                SetAside(file, at, "wrong checksum");
                return;
            }
            Tell(file, at, rest, begin, found);
            at += begin + length + HeadChunkFormat.Checksum;
        }
        file.CutAt(at);
    }

    private static bool HasZerosOnly(FileWindow window, long from, long to)
    {
        for (long at = from; at < to; at += FileWindow.Least)
            if (window.At(at, FileWindow.Least)[..(int)Math.Min(FileWindow.Least, to - at)].ContainsAnyExcept((byte)0))
                return false;
        return true;
    }

    private static void Tell(HeadChunkFile file, long at, ReadOnlySpan<byte> chunk, int begin, Action<HeadChunkMeta> found)
    {
        var meta = new HeadChunkMeta(new HeadChunkRef(file.Number, at), BinaryPrimitives.ReadUInt64BigEndian(chunk), BinaryPrimitives.ReadInt64BigEndian(chunk[8..]),
            BinaryPrimitives.ReadInt64BigEndian(chunk[16..]), (ChunkEncoding)(chunk[24] & ~HeadChunkFormat.OutOfOrderBit),
            (chunk[24] & HeadChunkFormat.OutOfOrderBit) != 0, (chunk[begin] << 8) | chunk[begin + 1]);
        if (meta.MaxTime < meta.MinTime || meta.Encoding is < ChunkEncoding.Xor or > ChunkEncoding.FloatHistogram) return;
        file.MaxTime = Math.Max(file.MaxTime, meta.MaxTime);
        found(meta);
    }

    // The samples are in the WAL as well, so that replay brings back what is not loaded here.
    private void SetAside(HeadChunkFile file, long offset, string reason)
    {
        string aside = file.Path + ".corrupt";
        for (int i = 1; File.Exists(aside); i++) aside = $"{file.Path}.corrupt.{i}";
        File.Copy(file.Path, aside);
        if (offset >= HeadChunkFormat.FileHeader) file.CutAt(offset);
        else
        {
            _files.Remove(file.Number);
            Index();
            file.Dispose();
            File.Delete(file.Path);
        }
        Damages.Add(new HeadChunkDamage(file.Path, offset, reason, aside));
    }
}
