using System.IO.Hashing;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Index;

/// <summary>Collects the texts of all labels, each once; sorted, their places are what the index writes instead of them.</summary>
// Texts lie in blocks of bytes behind each other, the table is open addressing over their numbers: some 20 bytes beside the text itself.
internal sealed class SymbolSet : ISymbolSink
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;

    private readonly List<byte[]> _blocks = [];
    private (long At, int Length, uint Hash)[] _entries = new (long, int, uint)[1024];
    private int[] _table = new int[4096];
    private int[]? _ranks;
    private int[]? _order;
    private long _end;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> text)
    {
        uint hash = (uint)XxHash3.HashToUInt64(text);
        int slot = Find(text, hash);
        if (_table[slot] != 0) return;
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = (Store(text), text.Length, hash);
        _table[slot] = Count;
        if (Count * 2 > _table.Length) GrowTable();
    }

    /// <summary>Ends collecting.</summary>
    public void Sort()
    {
        _order = new int[Count];
        for (int i = 0; i < Count; i++) _order[i] = i;
        Array.Sort(_order, (left, right) => TextOf(left).SequenceCompareTo(TextOf(right)));
        _ranks = new int[Count];
        for (int i = 0; i < Count; i++) _ranks[_order[i]] = i;
    }

    /// <summary>The symbol at a place of the sorted order.</summary>
    public ReadOnlySpan<byte> this[int rank] => TextOf(_order![rank]);

    /// <summary>The place of a text in the sorted order.</summary>
    /// <exception cref="InvalidOperationException">It was not collected.</exception>
    public int RankOf(ReadOnlySpan<byte> text)
    {
        int entry = _table[Find(text, (uint)XxHash3.HashToUInt64(text))];
        if (entry == 0) throw new InvalidOperationException("a label has a text that was not announced as a symbol");
        return _ranks![entry - 1];
    }

    private ReadOnlySpan<byte> TextOf(int entry)
    {
        (long at, int length, _) = _entries[entry];
        return _blocks[(int)(at >> BlockBits)].AsSpan((int)(at & (BlockSize - 1)), length);
    }

    private int Find(ReadOnlySpan<byte> text, uint hash)
    {
        int mask = _table.Length - 1, slot = (int)hash & mask;
        for (; _table[slot] != 0; slot = (slot + 1) & mask)
            if (_entries[_table[slot] - 1].Hash == hash && TextOf(_table[slot] - 1).SequenceEqual(text))
                break;
        return slot;
    }

    // A text does not cross blocks; one that is larger than a block gets blocks of its own size.
    private long Store(ReadOnlySpan<byte> text)
    {
        int used = (int)(_end & (BlockSize - 1));
        if (_blocks.Count == 0 || used + text.Length > BlockSize || (used == 0 && _end >> BlockBits == _blocks.Count))
        {
            _end = (long)_blocks.Count << BlockBits;
            _blocks.Add(new byte[Math.Max(BlockSize, text.Length)]);
        }
        long at = _end;
        text.CopyTo(_blocks[(int)(at >> BlockBits)].AsSpan((int)(at & (BlockSize - 1))));
        // Behind a large text a new block begins.
        _end = text.Length >= BlockSize ? (long)_blocks.Count << BlockBits : at + text.Length;
        return at;
    }

    private void GrowTable()
    {
        _table = new int[_table.Length * 2];
        int mask = _table.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)_entries[i].Hash & mask;
            while (_table[slot] != 0) slot = (slot + 1) & mask;
            _table[slot] = i + 1;
        }
    }
}
