using System.Buffers.Binary;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// Reads the records of some segments in order, page by page, until the end or the first damage, from which it can go on with what is readable behind.
/// Whatever the bytes are, memory is bounded by the size of one segment.
/// </summary>
internal sealed class WalReader(IReadOnlyList<Segment> segments) : IDisposable
{
    private readonly byte[] _page = new byte[WalFormat.PageSize];
    private readonly RecordBuffer _joined = new();
    private readonly RecordExpander _expander = new();
    private FileStream? _file;
    private int _next;
    private int _pageLength;
    private int _at;
    private long _pageStart;
    private long _goodEnd;
    private long _recordStart;
    private bool _searching;
    private bool _open;

    /// <summary>The record <see cref="Read"/> found; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Record { get; private set; }

    /// <summary>The segment that record is in.</summary>
    public Segment? Segment { get; private set; }

    /// <summary>Where that record begins in its segment.</summary>
    public long RecordStart => _recordStart;

    /// <summary>Why reading ended before the end; null when it did not.</summary>
    public WalDamage? Damage { get; private set; }

    /// <summary>False: the end, or <see cref="Damage"/>.</summary>
    public bool Read()
    {
        _joined.Clear();
        bool inside = false;
        while (Damage is null)
        {
            if (!_open && !OpenNext()) return false;
            if (!FindFragment(inside, out byte head, out ReadOnlyMemory<byte> data)) continue;
            var type = (FragmentType)(head & WalFormat.TypeMask);
            bool begins = type is FragmentType.Full or FragmentType.First;
            if (_searching && !begins) continue;
            _searching = false;
            if (begins == inside || type > FragmentType.Last)
            {
                Fail(inside ? "a record begins inside another" : "a record has no beginning");
                return false;
            }
            inside = true;
            if (type == FragmentType.Full) return Finish(head, data);
            _joined.PutBytes(data.Span);
            if (type == FragmentType.Last) return Finish(head, _joined.WrittenMemory);
        }
        return false;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _expander.Dispose();
    }

    /// <summary>Whoever finds the last record's content senseless says so; it counts as damage at that record.</summary>
    public void Reject(string reason)
    {
        _goodEnd = _recordStart;
        Fail(reason);
    }

    /// <summary>
    /// Goes on behind the damage: with the next fragment that begins a record and whose checksum is right, in the same page if lengths can be followed, else
    /// in a later one. False: it is the torn end of the log.
    /// </summary>
    public bool Resume()
    {
        if (Damage is null or { Torn: true }) return false;
        Damage = null;
        _searching = true;
        return true;
    }

    private bool OpenNext()
    {
        if (_next == segments.Count) return false;
        Segment = segments[_next++];
        _file?.Dispose();
        _file = new FileStream(Segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, WalFormat.PageSize);
        _open = true;
        (_pageStart, _pageLength, _at, _goodEnd) = (0, 0, 0, 0);
        return true;
    }

    /// <summary>The next fragment of this segment. False: the segment is over (and closed), or damage, or look again.</summary>
    private bool FindFragment(bool inside, out byte head, out ReadOnlyMemory<byte> data)
    {
        (head, data) = (0, default);
        if (_at == _pageLength) return NextPage(inside);
        ReadOnlySpan<byte> rest = _page.AsSpan(_at, _pageLength - _at);
        if (rest[0] == (byte)FragmentType.PageEnd || (_pageLength == WalFormat.PageSize && rest.Length < WalFormat.HeaderSize))
        {
            SkipPage();
            return rest.ContainsAnyExcept((byte)0) && Fail("bytes where the page should be empty");
        }
        if (rest.Length < WalFormat.HeaderSize) return Fail("the segment ends inside a fragment's header", endsHere: true);
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
        if (length > rest.Length - WalFormat.HeaderSize)
        {
            bool endsHere = _pageLength < WalFormat.PageSize;
            SkipPage();
            return Fail(endsHere ? "the segment ends inside a fragment" : "a fragment is longer than its page", endsHere);
        }
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(rest[3..]);
        uint actual = Crc32C.Of(rest.Slice(WalFormat.HeaderSize, length));
        if (actual != expected)
        {
            _at += WalFormat.HeaderSize + length;
            if (_searching) return false;
            return Fail($"unexpected checksum {actual:x}, expected {expected:x}");
        }
        head = rest[0];
        data = _page.AsMemory(_at + WalFormat.HeaderSize, length);
        if (!inside) _recordStart = _pageStart + _at;
        _at += WalFormat.HeaderSize + length;
        return true;
    }

    private bool NextPage(bool inside)
    {
        _pageStart += _pageLength;
        _pageLength = _file!.ReadAtLeast(_page, WalFormat.PageSize, throwOnEndOfStream: false);
        _at = 0;
        if (_pageLength > 0) return false;
        if (inside) return Fail("the segment ends inside a record", endsHere: true);
        _open = false;
        return false;
    }

    private bool Finish(byte head, ReadOnlyMemory<byte> record)
    {
        if ((head & (WalFormat.SnappyFlag | WalFormat.ZstdFlag)) != 0 && !_expander.TryExpand(head, record, out record))
            return Fail("a record's compression is not valid");
        if (record.IsEmpty) return Fail("an empty record");
        Record = record;
        _goodEnd = _pageStart + _at;
        return true;
    }

    private bool Fail(string reason, bool endsHere = false)
    {
        if (_searching)
        {
            SkipPage();
            return false;
        }
        bool torn = IsLast() && (endsHere || RestIsEmpty());
        Damage = new WalDamage(Segment!, _goodEnd, reason, torn);
        if (endsHere) SkipPage();
        return false;
    }

    private void SkipPage() => _at = _pageLength;

    // Only the end of the last segment can be torn by a crash: it ends inside a fragment, or was made longer and never filled.
    private bool IsLast()
    {
        for (int i = _next; i < segments.Count; i++)
            if (new FileInfo(segments[i].Path).Length > 0)
                return false;
        return true;
    }

    private bool RestIsEmpty()
    {
        long position = _file!.Position;
        _file.Position = _goodEnd;
        try
        {
            return IsEmptyFromHere();
        }
        finally
        {
            _file.Position = position;
        }
    }

    private bool IsEmptyFromHere()
    {
        for (int next = _file!.ReadByte(); next >= 0; next = _file.ReadByte())
            if (next != 0)
                return false;
        return true;
    }
}
