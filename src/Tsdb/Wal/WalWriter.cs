using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// Appends records to the newest segment. Not thread-safe. Records are staged by <see cref="Stage"/> and reach the file together by
/// <see cref="Commit"/>: one write, after which a killed process loses none of them.
/// </summary>
// A segment is synced to the disk when it ends, as upstream does it; in between the operating system holds what a killed process leaves behind.
internal sealed class WalWriter : IDisposable
{
    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly WalMetrics? _metrics;
    private readonly RecordBuffer _staged = new();
    private readonly List<int> _ends = [];
    private readonly RecordFramer _framer;
    private SafeFileHandle _file;
    private long _position;
    private bool _dirty;

    /// <summary>Begins a new segment behind all that are there: an older one, perhaps repaired, is never written to again.</summary>
    public WalWriter(string directory, int firstSegment, long segmentBytes, WalCompression compression, WalMetrics? metrics)
    {
        _directory = directory;
        _segmentBytes = Math.Max(WalFormat.PageSize, segmentBytes / WalFormat.PageSize * WalFormat.PageSize);
        _framer = new RecordFramer(compression, metrics);
        _metrics = metrics;
        SegmentIndex = firstSegment;
        _file = Create(firstSegment);
    }

    public int SegmentIndex { get; private set; }

    /// <summary>Where a record is written to before it is staged.</summary>
    public RecordBuffer Record => _staged;

    /// <summary>Everything written to <see cref="Record"/> since the last call becomes one record.</summary>
    public void Stage()
    {
        int begin = _ends.Count == 0 ? 0 : _ends[^1];
        if (_staged.Length > begin) _ends.Add(_staged.Length);
    }

    public void Discard()
    {
        _staged.Clear();
        _ends.Clear();
    }

    /// <summary>Writes the staged records. They all end up in one segment, or none of them does.</summary>
    /// <exception cref="IOException">Nothing is stored; a later commit may succeed.</exception>
    public void Commit()
    {
        if (_ends.Count == 0) return;
        try
        {
            Repair();
            long most = _staged.Length + (_staged.Length / 1024) + WalFormat.HeaderSize * (_ends.Count + 2L + _staged.Length / WalFormat.PageSize);
            if (_position > 0 && _position + most > _segmentBytes) NextSegment();
            WriteStaged();
        }
        catch (IOException)
        {
            _metrics?.WritesFailed.Add(1);
            TryRepair();
            throw;
        }
        finally
        {
            Discard();
        }
    }

    /// <summary>Ends the segment (filled to its page, synced) and begins the next.</summary>
    /// <exception cref="IOException"/>
    public void NextSegment()
    {
        Repair();
        SafeFileHandle next = Create(SegmentIndex + 1);
        try
        {
            EndSegment();
        }
        catch
        {
            next.Dispose();
            File.Delete(SegmentFiles.PathOf(_directory, SegmentIndex + 1));
            throw;
        }
        _file.Dispose();
        _file = next;
        SegmentIndex++;
        _position = 0;
    }

    /// <exception cref="IOException">The last segment could not be synced.</exception>
    public void Dispose()
    {
        using (_framer)
        using (_file)
        {
            if (_file.IsClosed) return;
            Repair();
            EndSegment();
        }
    }

    private void WriteStaged()
    {
        ReadOnlySpan<byte> framed = _framer.Frame(_staged.Written, _ends, _position);
        _dirty = true;
        RandomAccess.Write(_file, framed, _position);
        _dirty = false;
        _metrics?.CompletedPages.Add(((_position + framed.Length) / WalFormat.PageSize) - (_position / WalFormat.PageSize));
        _metrics?.BytesWritten.Add(framed.Length);
        _position += framed.Length;
    }

    private SafeFileHandle Create(int index)
    {
        try
        {
            return File.OpenHandle(SegmentFiles.PathOf(_directory, index), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private void EndSegment()
    {
        int used = (int)(_position % WalFormat.PageSize);
        if (used > 0)
        {
            _dirty = true;
            RandomAccess.Write(_file, new byte[WalFormat.PageSize - used], _position);
            _dirty = false;
            _position += WalFormat.PageSize - used;
        }
        long begin = Stopwatch.GetTimestamp();
        RandomAccess.FlushToDisk(_file);
        _metrics?.Synced(Stopwatch.GetElapsedTime(begin));
    }

    // A write that failed half-way left a torn record, which would hide all that follows it.
    private void Repair()
    {
        if (!_dirty) return;
        RandomAccess.SetLength(_file, _position);
        _dirty = false;
    }

    private void TryRepair()
    {
        try
        {
            Repair();
        }
        catch (IOException)
        {
            // Still dirty: the next commit tries again before it writes.
        }
    }
}
