using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>All series of the head: by labels in stripes, each with its own lock, and by slot in pages that are read without a lock.</summary>
// Order of locks: stripe, growing, pairs.
internal sealed unsafe class SeriesTable
{
    private const int StripeCount = 256;
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;
    private const int MaxLabelBytes = ushort.MaxValue;

    private readonly Stripe[] _stripes = new Stripe[StripeCount];
    private readonly Lock _growing = new();
    private readonly NativeHeap _states = new();
    private readonly NativeHeap _texts;
    private readonly Epochs _stateEpochs;
    private readonly Epochs _textEpochs;
    private nint[]?[] _pages = new nint[]?[16];
    private int[] _onPage = new int[16];
    private uint _lastSlot;
    private ulong _lastReference;
    private int _count;

    public SeriesTable()
    {
        _texts = new NativeHeap();
        _stateEpochs = new Epochs(_states);
        _textEpochs = new Epochs(_texts);
        Pairs = new PairTable(_texts, _textEpochs);
        for (int i = 0; i < StripeCount; i++) _stripes[i] = new Stripe();
    }

    public PairTable Pairs { get; }

    /// <summary>Series, those with nothing committed yet included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The highest slot given out; slots begin at 1.</summary>
    public uint LastSlot => Volatile.Read(ref _lastSlot);

    /// <summary>Bytes of states, labels and postings.</summary>
    public long UsedBytes => _states.UsedBytes + _texts.UsedBytes;

    /// <summary>Whoever keeps pointers to series or their labels comes in first. The number is for <see cref="Exit"/>.</summary>
    public (long States, long Texts) Enter() => (_stateEpochs.Enter(), _textEpochs.Enter());

    public void Exit((long States, long Texts) inside)
    {
        _stateEpochs.Exit(inside.States);
        _textEpochs.Exit(inside.Texts);
    }

    /// <summary>The number of the batch or reader that has been inside longest; <see cref="long.MaxValue"/>: nobody is.</summary>
    public long OldestInside => _stateEpochs.Oldest;

    /// <summary>Null: no such series any more.</summary>
    public SeriesState* Find(ulong slot)
    {
        nint[]?[] pages = Volatile.Read(ref _pages);
        ulong page = slot >> PageBits;
        return page < (ulong)pages.Length && pages[page] is { } series ? (SeriesState*)Volatile.Read(ref series[(int)slot & (PageSize - 1)]) : null;
    }

    public SeriesState* Find(LabelSet labels)
    {
        Stripe stripe = StripeOf(labels);
        lock (stripe) return Find(stripe, labels);
    }

    /// <summary>Finds the series or makes it, with the given number in the log or the next free one. Null: its labels are too many to keep.</summary>
    public SeriesState* GetOrAdd(LabelSet labels, out bool added, ulong reference = 0)
    {
        Stripe stripe = StripeOf(labels);
        lock (stripe)
        {
            SeriesState* found = Find(stripe, labels);
            added = found is null;
            if (!added) return found;
            lock (_growing) found = Make(labels, reference);
            if (found is null) return null;
            stripe.Add(HashOf(labels), found->Slot);
            Interlocked.Increment(ref _count);
            return found;
        }
    }

    /// <summary>A number the log has used already; new ones come after it.</summary>
    public void SkipReference(ulong reference)
    {
        lock (_growing) _lastReference = Math.Max(_lastReference, reference);
    }

    /// <summary>Takes a series out of the tables; its memory follows when all who were inside have left. Its pairs that nobody carries any more are added.</summary>
    public void Remove(SeriesState* series, ICollection<int> orphans)
    {
        LabelSet labels = LabelsOf(series);
        Stripe stripe = StripeOf(labels);
        lock (stripe) stripe.Remove(HashOf(labels), series->Slot);
        lock (_growing) Vacate(series->Slot);
        Interlocked.Decrement(ref _count);
        foreach (int code in new LabelCodes(series))
            if (Pairs.Release(code))
                orphans.Add(code);
        _stateEpochs.Retire((byte*)series, SeriesState.BytesWith(series->LabelBytes));
    }

    /// <summary>The labels as a set; whoever calls is inside.</summary>
    public LabelSet LabelsOf(SeriesState* series)
    {
        int length = 0;
        foreach (int code in new LabelCodes(series)) length += Pairs[code]->Length;
        Span<byte> blob = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        return LabelSet.FromBlob(blob[..CopyLabels(series, blob)]);
    }

    /// <summary>Writes the canonical bytes of the labels; -1: they do not fit.</summary>
    public int CopyLabels(SeriesState* series, Span<byte> into)
    {
        int at = 0;
        foreach (int code in new LabelCodes(series))
        {
            PairEntry* pair = Pairs[code];
            if (pair->Length > into.Length - at) return -1;
            pair->Bytes.CopyTo(into[at..]);
            at += pair->Length;
        }
        return at;
    }

    private SeriesState* Find(Stripe stripe, LabelSet labels)
    {
        uint hash = HashOf(labels);
        for (int at = stripe.First(hash); stripe.TryNext(hash, ref at, out uint slot);)
        {
            SeriesState* series = Find(slot);
            if (HasLabels(series, labels.Blob)) return series;
        }
        return null;
    }

    private bool HasLabels(SeriesState* series, ReadOnlySpan<byte> blob)
    {
        foreach (int code in new LabelCodes(series))
        {
            ReadOnlySpan<byte> pair = Pairs[code]->Bytes;
            if (!blob.StartsWith(pair)) return false;
            blob = blob[pair.Length..];
        }
        return blob.IsEmpty;
    }

    private SeriesState* Make(LabelSet labels, ulong reference)
    {
        Span<byte> codes = labels.Count <= 100 ? stackalloc byte[512] : new byte[labels.Count * 5];
        int length = 0, begin = 0;
        ReadOnlySpan<byte> blob = labels.Blob;
        if (labels.Count * 5 > MaxLabelBytes) return null;
        foreach (LabelPair pair in labels)
        {
            int size = VarintLength(pair.Name.Length) + pair.Name.Length + VarintLength(pair.Value.Length) + pair.Value.Length;
            uint code = (uint)Pairs.Intern(blob.Slice(begin, size), pair.Name);
            begin += size;
            for (; code >= 0x80; code >>= 7) codes[length++] = (byte)(code | 0x80);
            codes[length++] = (byte)code;
        }
        var series = (SeriesState*)_states.Allocate(SeriesState.BytesWith(length));
        *series = default;
        codes[..length].CopyTo(new Span<byte>(SeriesState.LabelsOf(series), length));
        series->LabelBytes = (ushort)length;
        if (reference == 0) reference = ++_lastReference;
        else _lastReference = Math.Max(_lastReference, reference);
        series->Reference = reference;
        if (_lastSlot == int.MaxValue) throw new InvalidOperationException("the head has made 2^31 series since it was opened; restart it to number them anew");
        series->Slot = _lastSlot + 1;
        Place(series);
        return series;
    }

    private void Place(SeriesState* series)
    {
        int page = (int)(series->Slot >> PageBits);
        nint[]?[] pages = _pages;
        if (page >= pages.Length)
        {
            Array.Resize(ref pages, pages.Length * 2);
            Array.Resize(ref _onPage, pages.Length);
            Volatile.Write(ref _pages, pages);
        }
        _onPage[page]++;
        nint[] place = pages[page] ??= new nint[PageSize];
        Volatile.Write(ref place[(int)series->Slot & (PageSize - 1)], (nint)series);
        Volatile.Write(ref _lastSlot, series->Slot);
    }

    // Slots are never used twice, so that a page nobody is on any more will stay empty.
    private void Vacate(uint slot)
    {
        int page = (int)(slot >> PageBits);
        Volatile.Write(ref _pages[page]![(int)slot & (PageSize - 1)], 0);
        if (--_onPage[page] == 0 && page < (int)(_lastSlot >> PageBits)) Volatile.Write(ref _pages[page], null);
    }

    private Stripe StripeOf(LabelSet labels) => _stripes[HashOf(labels) % StripeCount];

    private static uint HashOf(LabelSet labels) => (uint)(labels.Hash >> 32);

    private static int VarintLength(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;

    /// <summary>Slots by hash; locked by whoever uses it.</summary>
    private sealed class Stripe
    {
        private ulong[] _table = new ulong[8];
        private int _count;

        public int First(uint hash) => OpenAddressing.HomeOf(hash, _table.Length);

        /// <summary>The next slot with this hash.</summary>
        public bool TryNext(uint hash, ref int at, out uint slot)
        {
            for (; _table[at] != 0; at = OpenAddressing.After(at, _table.Length))
            {
                if ((uint)(_table[at] >> 32) != hash) continue;
                slot = (uint)_table[at];
                at = OpenAddressing.After(at, _table.Length);
                return true;
            }
            slot = 0;
            return false;
        }

        public void Add(uint hash, uint slot) => _table = OpenAddressing.Add(_table, _count++, ((ulong)hash << 32) | slot);

        public void Remove(uint hash, uint slot)
        {
            ulong entry = ((ulong)hash << 32) | slot;
            int at = OpenAddressing.HomeOf(hash, _table.Length);
            while (_table[at] != entry) at = OpenAddressing.After(at, _table.Length);
            OpenAddressing.RemoveAt(_table, at);
            _count--;
        }
    }
}
