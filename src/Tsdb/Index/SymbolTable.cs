namespace Tocsin.Tsdb.Index;

/// <summary>
/// The texts of an index file. Version 2 numbers them in order; version 1 refers to them by their position in the file.
/// </summary>
// Of numbered texts every fourth position is kept: a look-up skips three at most, and the table costs a byte a text.
internal sealed class SymbolTable
{
    private const int Interval = 4;

    private readonly MappedFile _file;
    private readonly uint[] _positions = [];
    private readonly long _start;
    private readonly long _end;
    private readonly bool _byPosition;

    /// <exception cref="InvalidDataException"/>
    public SymbolTable(MappedFile file, long at, bool byPosition)
    {
        _file = file;
        _byPosition = byPosition;
        uint length = IndexSections.Check(file, at, "symbol table");
        _start = at + 8;
        _end = at + 4 + length;
        uint count = file.UInt32At(at + 4);
        if (count > length) throw new InvalidDataException($"{file.Path}: the symbol table cannot hold {count} symbols");
        Count = (int)count;
        if (byPosition) return;
        _positions = new uint[(Count + Interval - 1) / Interval];
        long position = _start;
        for (int i = 0; i < Count; i++)
        {
            if (i % Interval == 0) _positions[i / Interval] = (uint)(position - _start);
            Read(ref position);
        }
    }

    public int Count { get; }

    public long Memory => _positions.Length * sizeof(uint);

    /// <summary>A text by its number.</summary>
    /// <exception cref="InvalidDataException">There is no such text.</exception>
    public ReadOnlySpan<byte> this[ulong symbol]
    {
        get
        {
            ReadOnlySpan<byte> raw = Raw(symbol);
            int head = 1;
            while (raw[head - 1] >= 0x80) head++;
            return raw[head..];
        }
    }

    /// <summary>A text with its length before it, as label blobs hold it.</summary>
    /// <exception cref="InvalidDataException">There is no such text.</exception>
    public ReadOnlySpan<byte> Raw(ulong symbol)
    {
        long position;
        if (_byPosition)
        {
            position = (long)symbol;
            if (position < _start || position >= _end) throw NoSuch(symbol);
            return Read(ref position);
        }
        if (symbol >= (ulong)Count) throw NoSuch(symbol);
        position = _start + _positions[symbol / Interval];
        for (int skip = (int)(symbol % Interval); skip > 0; skip--) Read(ref position);
        return Read(ref position);
    }

    /// <summary>The number of a text; -1: no such text. Only for tables by number.</summary>
    public long Find(ReadOnlySpan<byte> text)
    {
        long low = 0, high = Count - 1;
        while (low <= high)
        {
            long middle = (low + high) >>> 1;
            int order = this[(ulong)middle].SequenceCompareTo(text);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    /// <summary>All texts in the order of the file.</summary>
    public void CollectInto(Chunks.ISymbolSink sink)
    {
        long position = _start;
        for (int i = 0; i < Count; i++)
        {
            var text = new ByteCursor(Read(ref position));
            sink.Add(text.Text());
        }
    }

    private ReadOnlySpan<byte> Read(scoped ref long position)
    {
        ReadOnlySpan<byte> rest = _file.Slice(position, Math.Clamp(_end - position, 0, int.MaxValue));
        // Most texts are short: one byte says how long.
        if (!rest.IsEmpty && rest[0] < 0x80 && rest[0] < rest.Length)
        {
            position += rest[0] + 1;
            return rest[..(rest[0] + 1)];
        }
        var head = new ByteCursor(rest[..Math.Min(rest.Length, 10)]);
        ulong length = head.Uvarint();
        if (length > (ulong)(_end - position - head.At)) throw new InvalidDataException($"{_file.Path}: a symbol at {position} runs past its table");
        ReadOnlySpan<byte> raw = _file.Slice(position, head.At + (int)length);
        position += raw.Length;
        return raw;
    }

    private InvalidDataException NoSuch(ulong symbol) => new($"{_file.Path}: there is no symbol {symbol}");
}
