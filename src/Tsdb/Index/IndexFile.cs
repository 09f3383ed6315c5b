using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// The index of a block, mapped: symbols, series and postings of versions 1 and 2. Immutable and thread-safe. What is read is compared with its checksum.
/// </summary>
internal sealed class IndexFile : IDisposable
{
    private readonly MappedFile _file;
    private readonly long _unit;

    /// <exception cref="IOException"/>
    /// <exception cref="InvalidDataException">Not an index, or damaged.</exception>
    /// <exception cref="NotSupportedException">A version we do not read.</exception>
    public IndexFile(string path)
    {
        _file = new MappedFile(path);
        try
        {
            TableOfContents contents = IndexSections.ReadContents(_file, out int version);
            Version = version;
            _unit = version == 1 ? 1 : IndexFormat.SeriesUnit;
            Symbols = new SymbolTable(_file, contents.Symbols, byPosition: version == 1);
            Table = new PostingsTable(_file, contents.PostingsTable, sorted: version != 1);
            if (Table.AllAt > 0) All = ListAt(Table.AllAt);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public int Version { get; }

    public SymbolTable Symbols { get; }

    public PostingsTable Table { get; }

    /// <summary>The list of all series.</summary>
    public PostingRef All { get; }

    public long Length => _file.Length;

    /// <exception cref="InvalidDataException">The list is cut off.</exception>
    public PostingRef ListAt(long at)
    {
        uint length = _file.UInt32At(at), count = _file.UInt32At(at + 4);
        if (length < 4 || count > (length - 4) / 4) throw new InvalidDataException($"{_file.Path}: a list at {at} cannot hold {count} series");
        return new PostingRef(at, (int)count);
    }

    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public void Read(PostingRef list, Span<uint> into)
    {
        IndexSections.Check(_file, list.At, "list of series");
        ReadOnlySpan<byte> raw = _file.Slice(list.At + 8, list.Count * 4L);
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(raw), into);
    }

    /// <summary>The entry of a series, behind its length: number of labels, pairs of symbols, number of chunks, chunks.</summary>
    /// <exception cref="InvalidDataException">There is no series, or it is damaged.</exception>
    public ByteCursor SeriesAt(uint number)
    {
        long at = number * _unit;
        var head = new ByteCursor(_file.SliceUpTo(at, 10));
        ulong length = head.Uvarint();
        if (length > (ulong)_file.Length) throw new InvalidDataException($"{_file.Path}: the series at {at} is cut off");
        at += head.At;
        ReadOnlySpan<byte> entry = _file.Slice(at, (long)length);
        if (Crc32C.Of(entry) != _file.UInt32At(at + (long)length)) throw new InvalidDataException($"{_file.Path}: the series at {at - head.At} is damaged (checksum)");
        return new ByteCursor(entry);
    }

    /// <summary>Reads a whole series into buffers that are reused.</summary>
    /// <exception cref="InvalidDataException">There is no series, or it is damaged.</exception>
    public void ReadSeries(uint number, IndexedSeries into)
    {
        ByteCursor entry = SeriesAt(number);
        into.Clear();
        for (ulong labels = entry.Uvarint(); labels > 0; labels--)
        {
            into.AddText(Symbols.Raw(entry.Uvarint()));
            into.AddText(Symbols.Raw(entry.Uvarint()));
        }
        ReadChunks(ref entry, into.Chunks);
    }

    public void Dispose() => _file.Dispose();

    private static void ReadChunks(ref ByteCursor entry, List<ChunkEntry> into)
    {
        ulong count = entry.Uvarint();
        long newest = 0;
        ulong reference = 0;
        for (ulong i = 0; i < count; i++)
        {
            long minTime = i == 0 ? entry.Varint() : newest + (long)entry.Uvarint();
            newest = minTime + (long)entry.Uvarint();
            reference = i == 0 ? entry.Uvarint() : reference + (ulong)entry.Varint();
            into.Add(new ChunkEntry(minTime, newest, reference));
        }
    }
}
