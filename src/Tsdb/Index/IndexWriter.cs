using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Writes the index of a block, version 2: symbols first, then series in label order, then what is derived from them. Memory: the symbols, 4 bytes a
/// series, some 24 bytes a label pair, and a bounded part of the postings.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    private readonly string _path;
    private readonly SectionWriter _file;
    private readonly SymbolSet _symbols;
    private readonly IndexPairs _pairs = new();
    private readonly List<uint> _series = [];
    private readonly byte[] _number = new byte[10];
    private byte[] _entry = new byte[1024];
    private int _length;
    private byte[] _last = [];
    private long _allSeries;

    /// <param name="path">The file to make.</param>
    /// <param name="symbols">All texts of the labels to come; sorted here.</param>
    public IndexWriter(string path, SymbolSet symbols)
    {
        _path = path;
        _symbols = symbols;
        symbols.Sort();
        _file = new SectionWriter(path);
        _file.UInt32(IndexFormat.Magic);
        _file.Byte(2);
        _file.BeginSection();
        _file.UInt32((uint)symbols.Count);
        for (int i = 0; i < symbols.Count; i++) _file.Text(symbols[i]);
        _file.EndSection();
        SeriesStart = _file.Position;
    }

    public int SeriesCount => _series.Count;

    private long SeriesStart { get; }

    /// <summary>Adds a series; they come in the order of their labels, chunks in that of time.</summary>
    /// <exception cref="InvalidOperationException">It is not behind the last one.</exception>
    public void Add(ReadOnlySpan<byte> labels, ReadOnlySpan<ChunkEntry> chunks)
    {
        if (_series.Count > 0 && Chunks.LabelOrder.Compare(_last, labels) >= 0)
            throw new InvalidOperationException("series must be written in the order of their labels, each once");
        Remember(labels);
        _length = 0;
        PutLabels(labels);
        PutChunks(chunks);
        _file.Align(IndexFormat.SeriesUnit);
        long number = _file.Position / IndexFormat.SeriesUnit;
        if (number > uint.MaxValue) throw new IOException($"{_path} would be larger than its format allows (64 GiB)");
        _series.Add((uint)number);
        _file.Uvarint((ulong)_length);
        _file.BeginSum();
        _file.Bytes(_entry.AsSpan(0, _length));
        _file.UInt32(_file.EndSum());
    }

    /// <summary>Writes postings, tables and table of contents, and brings all to the disk.</summary>
    public void Finish()
    {
        long seriesEnd = _file.Position;
        _pairs.Sort();
        var labelIndices = new List<(int Name, long At)>();
        long labelStart = WriteLabelIndices(labelIndices);
        long postingsStart = _file.Position;
        WritePostings(seriesEnd);
        long labelTable = _file.Position;
        _file.BeginSection();
        _file.UInt32((uint)labelIndices.Count);
        foreach ((int name, long at) in labelIndices)
        {
            _file.Uvarint(1);
            _file.Text(_symbols[name]);
            _file.Uvarint((ulong)at);
        }
        _file.EndSection();
        long postingsTable = _file.Position;
        WritePostingsTable();
        _file.BeginSum();
        foreach (long at in (ReadOnlySpan<long>)[IndexFormat.HeaderSize, SeriesStart, labelStart, labelTable, postingsStart, postingsTable])
            _file.UInt64((ulong)at);
        _file.UInt32(_file.EndSum());
        _file.Finish();
    }

    public void Dispose() => _file.Dispose();

    private void Remember(ReadOnlySpan<byte> labels)
    {
        if (_last.Length != labels.Length) _last = new byte[labels.Length];
        labels.CopyTo(_last);
    }

    private void PutLabels(ReadOnlySpan<byte> labels)
    {
        int count = 0;
        foreach (LabelPair _ in new LabelEnumerator(labels)) count++;
        Put((ulong)count);
        foreach (LabelPair pair in new LabelEnumerator(labels))
        {
            int name = _symbols.RankOf(pair.Name), value = _symbols.RankOf(pair.Value);
            Put((ulong)name);
            Put((ulong)value);
            _pairs.Count(name, value);
        }
    }

    private void PutChunks(ReadOnlySpan<ChunkEntry> chunks)
    {
        Put((ulong)chunks.Length);
        for (int i = 0; i < chunks.Length; i++)
        {
            ChunkEntry chunk = chunks[i];
            Put(i == 0 ? ZigZag(chunk.MinTime) : (ulong)(chunk.MinTime - chunks[i - 1].MaxTime));
            Put((ulong)(chunk.MaxTime - chunk.MinTime));
            Put(i == 0 ? chunk.Reference : ZigZag((long)(chunk.Reference - chunks[i - 1].Reference)));
        }
    }

    // Nobody reads these any more; readers of the first versions did.
    private long WriteLabelIndices(List<(int Name, long At)> written)
    {
        long start = _file.Position;
        foreach (Range range in _pairs.ByName())
        {
            _file.Align(4);
            written.Add((_pairs[range.Start.Value].Name, _file.Position));
            _file.BeginSection();
            _file.UInt32(1);
            _file.UInt32((uint)(range.End.Value - range.Start.Value));
            for (int i = range.Start.Value; i < range.End.Value; i++) _file.UInt32((uint)_pairs[i].Value);
            _file.EndSection();
        }
        return start;
    }

    private void WritePostings(long seriesEnd)
    {
        _file.Align(4);
        _allSeries = _file.Position;
        WriteList(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_series));
        _file.Flush();
        using var written = new MappedFile(_path);
        foreach (Range batch in _pairs.Batches())
        {
            using var lists = new IndexPostings(_pairs, batch);
            lists.Fill(written, SeriesStart, seriesEnd);
            for (int i = batch.Start.Value; i < batch.End.Value; i++)
            {
                _file.Align(4);
                _pairs.PlaceAt(i, _file.Position);
                WriteList(lists.ListOf(i));
            }
        }
    }

    private void WriteList(ReadOnlySpan<uint> series)
    {
        _file.BeginSection();
        _file.UInt32((uint)series.Length);
        foreach (uint number in series) _file.UInt32(number);
        _file.EndSection();
    }

    private void WritePostingsTable()
    {
        _file.BeginSection();
        _file.UInt32((uint)_pairs.Length + 1);
        Entry([], [], _allSeries);
        for (int i = 0; i < _pairs.Length; i++) Entry(_symbols[_pairs[i].Name], _symbols[_pairs[i].Value], _pairs[i].At);
        _file.EndSection();

        void Entry(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, long at)
        {
            _file.Uvarint(2);
            _file.Text(name);
            _file.Text(value);
            _file.Uvarint((ulong)at);
        }
    }

    private static ulong ZigZag(long value) => ((ulong)value << 1) ^ (ulong)(value >> 63);

    private void Put(ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7) _number[length++] = (byte)(value | 0x80);
        _number[length++] = (byte)value;
        if (_length + length > _entry.Length) Array.Resize(ref _entry, _entry.Length * 2);
        _number.AsSpan(0, length).CopyTo(_entry.AsSpan(_length));
        _length += length;
    }
}
