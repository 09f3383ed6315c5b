using System.IO.Hashing;
using System.Runtime.InteropServices;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>One label pair and the series that carry it, outside the garbage collector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PairEntry
{
    /// <summary>Length of name, name, length of value, value: a piece of a label set's canonical bytes.</summary>
    public byte* Blob;

    /// <summary>Slots of the committed series, ascending.</summary>
    public uint* Slots;
    public int Count;
    public int Capacity;

    /// <summary>Series that carry the pair, committed or not.</summary>
    public int References;
    public uint Hash;
    public int Name;
    public int Length;

    public readonly ReadOnlySpan<byte> Bytes => new(Blob, Length);
}

/// <summary>A label name and the codes of its pairs.</summary>
internal sealed class LabelName(byte[] text)
{
    private int[] _codes = new int[4];
    private int _count;

    public byte[] Text => text;

    /// <summary>Values on committed series.</summary>
    public int Values { get; set; }

    /// <summary>A view that later changes leave alone.</summary>
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, _count);

    public void Add(int code)
    {
        if (_count == _codes.Length) Array.Resize(ref _codes, _count * 2);
        _codes[_count++] = code;
    }

    public void RemoveAll(Predicate<int> gone)
    {
        _codes = Array.FindAll(_codes[.._count], code => !gone(code));
        _count = _codes.Length;
        if (_count == 0) _codes = new int[4];
    }
}

/// <summary>Interned label pairs. A pair's number is its code; one look-up gives both what series store of their labels and their list of series.</summary>
// Under the lock: the hash table, names, references. Entries do not move, and their text stays until all who were inside have left (Epochs), so texts
// are read without a lock. Lists of slots change while the head is locked for writing and are read while it is locked for reading.
internal sealed unsafe class PairTable(NativeHeap heap, Epochs epochs)
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const int FirstCapacity = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], int> _nameIds = new(Utf8Comparer.Instance);
    private readonly List<LabelName> _names = [];
    private readonly Queue<(int Code, long Stamp)> _freeCodes = new();
    private nint[] _pages = new nint[4];
    private ulong[] _table = new ulong[1024];
    private int _used;
    private int _next;

    ~PairTable()
    {
        foreach (nint page in _pages) NativeMemory.Free((void*)page);
    }

    /// <summary>Pairs in use.</summary>
    public int Count => _used;

    public PairEntry* this[int code] => (PairEntry*)Volatile.Read(ref _pages)[code >> PageBits] + (code & (PageSize - 1));

    public LabelName NameOf(PairEntry* pair)
    {
        lock (_lock) return _names[pair->Name];
    }

    /// <summary>The code of a pair, which is made when it is new; counts one more series that carries it.</summary>
    public int Intern(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> name)
    {
        uint hash = HashOf(blob);
        lock (_lock)
        {
            int code = Find(hash, blob);
            if (code < 0) code = Add(hash, blob, name);
            this[code]->References++;
            return code;
        }
    }

    /// <summary>The code of a pair; -1: no series carries it.</summary>
    public int Find(ReadOnlySpan<byte> blob)
    {
        lock (_lock) return Find(HashOf(blob), blob);
    }

    /// <summary>One series less carries the pair. True: none does any more, and <see cref="Remove"/> is due.</summary>
    public bool Release(int code)
    {
        lock (_lock) return --this[code]->References == 0;
    }

    /// <summary>Forgets pairs that no series carries any more. With the head locked for writing.</summary>
    public void Remove(IReadOnlyCollection<int> codes)
    {
        lock (_lock)
        {
            var touched = new HashSet<int>();
            var gone = new HashSet<int>();
            foreach (int code in codes)
            {
                PairEntry* pair = this[code];
                if (pair->References > 0 || pair->Blob is null || !gone.Add(code)) continue;
                Unlink(code, pair->Hash);
                epochs.Retire(pair->Blob, pair->Length);
                if (pair->Slots is not null) heap.Free((byte*)pair->Slots, pair->Capacity * sizeof(uint));
                touched.Add(pair->Name);
                pair->Slots = null;
                pair->Count = pair->Capacity = 0;
                _freeCodes.Enqueue((code, epochs.Last));
            }
            foreach (int name in touched) _names[name].RemoveAll(gone.Contains);
        }
    }

    public LabelName? Name(ReadOnlySpan<byte> text)
    {
        lock (_lock) return _nameIds.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out int id) ? _names[id] : null;
    }

    public LabelName[] Names()
    {
        lock (_lock) return [.. _names];
    }

    /// <summary>Adds a committed series. With the head locked for writing.</summary>
    public void AddSlot(int code, uint slot)
    {
        PairEntry* pair = this[code];
        if (pair->Count == pair->Capacity) Grow(pair);
        int at = pair->Count;
        if (at > 0 && pair->Slots[at - 1] >= slot)
        {
            var slots = new Span<uint>(pair->Slots, at);
            at = ~slots.BinarySearch(slot);
            if (at < 0) return;
            slots[at..].CopyTo(new Span<uint>(pair->Slots + at + 1, pair->Count - at));
        }
        pair->Slots[at] = slot;
        if (pair->Count++ == 0) NameOf(pair).Values++;
    }

    /// <summary>Takes out series; <paramref name="gone"/> is ascending. With the head locked for writing.</summary>
    public void RemoveSlots(int code, ReadOnlySpan<uint> gone)
    {
        PairEntry* pair = this[code];
        if (pair->Count == 0) return;
        var slots = new Span<uint>(pair->Slots, pair->Count);
        int first = slots.BinarySearch(gone[0]);
        int kept = first < 0 ? ~first : first, next = 0;
        for (int i = kept; i < slots.Length; i++)
        {
            while (next < gone.Length && gone[next] < slots[i]) next++;
            if (next == gone.Length || gone[next] != slots[i]) slots[kept++] = slots[i];
        }
        if (kept == 0) NameOf(pair).Values--;
        pair->Count = kept;
    }

    private void Grow(PairEntry* pair)
    {
        int capacity = pair->Capacity == 0 ? FirstCapacity : pair->Capacity < 16 ? pair->Capacity * 2 : pair->Capacity + (pair->Capacity >> 2);
        capacity = NativeHeap.CapacityOf(capacity * sizeof(uint)) / sizeof(uint);
        uint* slots = (uint*)heap.Allocate(capacity * sizeof(uint));
        if (pair->Slots is not null)
        {
            new ReadOnlySpan<uint>(pair->Slots, pair->Count).CopyTo(new Span<uint>(slots, capacity));
            heap.Free((byte*)pair->Slots, pair->Capacity * sizeof(uint));
        }
        pair->Slots = slots;
        pair->Capacity = capacity;
    }

    private int Add(uint hash, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> name)
    {
        Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> ids = _nameIds.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!ids.TryGetValue(name, out int id))
        {
            id = _names.Count;
            _names.Add(new LabelName(name.ToArray()));
            ids[name] = id;
        }
        int code = NewCode();
        PairEntry* pair = this[code];
        *pair = default;
        pair->Blob = heap.Allocate(blob.Length);
        blob.CopyTo(new Span<byte>(pair->Blob, blob.Length));
        (pair->Length, pair->Hash, pair->Name) = (blob.Length, hash, id);
        _names[id].Add(code);
        _table = OpenAddressing.Add(_table, _used++, ((ulong)hash << 32) | (uint)(code + 1));
        return code;
    }

    private int NewCode()
    {
        if (_freeCodes.TryPeek(out (int Code, long Stamp) free) && free.Stamp < epochs.Oldest) return _freeCodes.Dequeue().Code;
        int page = _next >> PageBits;
        if (page == _pages.Length)
        {
            nint[] pages = _pages;
            Array.Resize(ref pages, page * 2);
            Volatile.Write(ref _pages, pages);
        }
        if (_pages[page] == 0) _pages[page] = (nint)NativeMemory.AllocZeroed(PageSize, (nuint)sizeof(PairEntry));
        return _next++;
    }

    // Open addressing: hash in the upper half, code + 1 in the lower, 0 is free.
    private int Find(uint hash, ReadOnlySpan<byte> blob)
    {
        for (int at = OpenAddressing.HomeOf(hash, _table.Length); _table[at] != 0; at = OpenAddressing.After(at, _table.Length))
        {
            if ((uint)(_table[at] >> 32) != hash) continue;
            int code = (int)(uint)_table[at] - 1;
            if (this[code]->Bytes.SequenceEqual(blob)) return code;
        }
        return -1;
    }

    private void Unlink(int code, uint hash)
    {
        int at = OpenAddressing.HomeOf(hash, _table.Length);
        while ((uint)_table[at] != (uint)(code + 1)) at = OpenAddressing.After(at, _table.Length);
        OpenAddressing.RemoveAt(_table, at);
        _used--;
    }

    private static uint HashOf(ReadOnlySpan<byte> blob) => (uint)XxHash3.HashToUInt64(blob);
}
